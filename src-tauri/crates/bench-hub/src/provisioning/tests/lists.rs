//! Lists of the service interface: pages, conditions, and what nobody can answer.

use serde_json::{Value, json};

use super::bench::{Bench, header, key, symmetric};

/// Goes over every page of a list.
fn pages(
    bench: &mut Bench,
    (path, body): (&str, &Value),
    most: usize,
    item_type: &str,
) -> Vec<Vec<Value>> {
    let mut call = bench.owners("POST", path, body);
    call.max_items = Some(most);
    let mut pages = Vec::new();
    loop {
        let reply = bench.send(&call);
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(header(&reply, "x-ms-item-type"), Some(item_type));
        pages.push(serde_json::from_str(&reply.body).unwrap());
        call.continuation = header(&reply, "x-ms-continuation").map(str::to_owned);
        if call.continuation.is_none() {
            return pages;
        }
    }
}

#[test]
fn lists_come_page_by_page() {
    let mut bench = Bench::new();
    for id in ["c", "A", "d", "B"] {
        bench.enroll(&format!("enrollments/{id}"), &symmetric(b'k', &["a"], None));
        bench.enroll(
            &format!("enrollmentGroups/g{id}"),
            &symmetric(b'g', &["a"], None),
        );
    }
    for id in ["r1", "r2", "r3"] {
        bench.register(id, &key(b'g').derived(id), "2021-06-01");
    }
    let individual = ("enrollments/query", "registrationId", "enrollment");
    let group = (
        "enrollmentGroups/query",
        "enrollmentGroupId",
        "enrollmentGroup",
    );
    // all groups have the same key: the first one takes the devices
    let of_first = (
        "registrations/GA/query",
        "registrationId",
        "deviceRegistration",
    );
    let of_second = (
        "registrations/gb/query",
        "registrationId",
        "deviceRegistration",
    );
    for ((path, member, item_type), query, wanted) in [
        (
            individual,
            json!("SELECT  * from enrollments"),
            vec![vec!["A", "B"], vec!["c", "d"]],
        ),
        (
            group,
            json!("SELECT  * from enrollmentGroups"),
            vec![vec!["gA", "gB"], vec!["gc", "gd"]],
        ),
        (
            group,
            json!("select * from Enrollments"),
            vec![vec!["gA", "gB"], vec!["gc", "gd"]],
        ),
        (of_first, Value::Null, vec![vec!["r1", "r2"], vec!["r3"]]),
        (of_second, Value::Null, vec![vec![]]),
    ] {
        let body = if query.is_null() {
            Value::Null
        } else {
            json!({"query": query})
        };
        let found = pages(&mut bench, (path, &body), 2, item_type);
        let ids = |page: &Vec<Value>| -> Vec<String> {
            page.iter()
                .map(|item| item[member].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(
            found.iter().map(ids).collect::<Vec<_>>(),
            wanted,
            "{path} {query}"
        );
    }
}

#[test]
fn a_list_may_have_a_condition_and_never_tells_a_key() {
    let mut bench = Bench::new();
    for (id, site, status) in [
        ("a", "x", "enabled"),
        ("b", "y", "enabled"),
        ("c", "x", "disabled"),
    ] {
        let mut enrollment = symmetric(b'k', &["a"], None);
        enrollment["provisioningStatus"] = json!(status);
        enrollment["initialTwin"] = json!({"tags": {"site": site}});
        bench.enroll(&format!("enrollments/{id}"), &enrollment);
    }
    let key = key(b'k').expose();
    for (condition, ids) in [
        ("provisioningStatus = 'disabled'", vec!["c"]),
        ("initialTwin.tags.site = 'x'", vec!["a", "c"]),
        (
            "registrationId IN ['a', 'b'] AND initialTwin.tags.site != 'x'",
            vec!["b"],
        ),
        ("IS_DEFINED(deviceId)", vec![]),
        (
            &format!("attestation.symmetricKey.primaryKey = '{key}'"),
            vec![],
        ),
    ] {
        let query = format!("select * FROM Enrollments Where {condition}");
        let (status, found) = bench.call("POST", "enrollments/query", &json!({"query": query}));
        let found = found.as_array().unwrap().iter();
        let found: Vec<_> = found
            .map(|one| one["registrationId"].as_str().unwrap())
            .collect();
        assert_eq!((status, found), (200, ids), "{condition}");
    }
    for bad in [
        "SELECT * FROM",
        "SELECT * FROM enrollments WHERE",
        "SELECT * FROM enrollments WHERE a =",
    ] {
        let (status, _) = bench.call("POST", "enrollments/query", &json!({"query": bad}));
        assert_eq!(status, 400, "{bad}");
    }
}

#[test]
fn a_page_ends_when_many_enrollments_have_been_looked_at_however_few_are_wanted() {
    let mut bench = Bench::new();
    bench.enroll("enrollments/e", &symmetric(b'k', &["a"], None));
    let many = "WITH RECURSIVE n (n) AS (SELECT 1001 UNION ALL SELECT n + 1 FROM n WHERE n < 3499)
        INSERT INTO enrollments SELECT 'e' || n, json_set(document, '$.registrationId', 'e' || n), etag, created,
        updated, webhook FROM enrollments, n";
    bench.db.execute_batch(many).unwrap();
    let mut pages = |condition: &str| -> Vec<usize> {
        let query = json!({"query": format!("SELECT * FROM enrollments{condition}")});
        let pages = pages(
            &mut bench,
            ("enrollments/query", &query),
            1000,
            "enrollment",
        );
        pages.iter().map(Vec::len).collect()
    };
    assert_eq!(pages(""), [1000, 1000, 500]);
    assert_eq!(pages(" WHERE registrationId = 'nobody'"), [0, 0, 0]);
    assert_eq!(pages(" WHERE registrationId = 'e3499'"), [0, 0, 1]);
    assert_eq!(pages(" WHERE IS_DEFINED(etag)"), [1000, 1000, 500]);
}

#[test]
fn a_list_that_nobody_can_answer_is_refused() {
    let mut bench = Bench::new();
    let mut call = bench.owners(
        "POST",
        "enrollments/query",
        &json!({"query": "SELECT * FROM devices"}),
    );
    assert_eq!(bench.send(&call).status, 400);
    call.body = b"{}".to_vec();
    assert_eq!(bench.send(&call).status, 200);
    call.continuation = Some("?".to_owned());
    assert_eq!(bench.send(&call).status, 400);
    assert_eq!(
        bench
            .call("POST", "registrations/nobody/query", &Value::Null)
            .0,
        404
    );
}
