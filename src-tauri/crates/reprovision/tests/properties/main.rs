//! What holds of every request, whatever is asked: made-up enrollments, devices, twins and hubs, and bytes that are
//! nothing of the kind.

mod made;

use proptest::prelude::*;
use proptest::sample::select;
use reprovision::{
    Assumption, Assumptions, Device, EDGES, Enrollment, Hub, Node, Outcome, PolicyKind, Record,
    Request, SameHubReset, Scenario, VersionTable, WebhookAnswer,
};
use serde_json::{Map, Value as Json, json};
use twin::Document;
use twin::write::Secrets;

use made::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn to_another_hub_and_back_by_migrate_loses_nothing(twin in lived(), device in device()) {
        let there = named(PolicyKind::Migrate, HOSTS[1]);
        let hubs = lived_on_first(&twin);
        ask([&there, &device, &hubs, &json!({})], Assumptions::default(), |moved, request| {
            assert_eq!(moved.outcome, Outcome::Migrated);
            let back = again(moved, request, &named(PolicyKind::Migrate, HOSTS[0]));
            assert_eq!(back.outcome, Outcome::Migrated);
            let [before, after] = [request.hubs, &back.hubs].map(|hubs| {
                hubs[0].identity.as_ref().expect("it is there").state.clone()
            });
            // tags, desired, reported with versions and stamps, capabilities
            assert_eq!(before, after);
            let shown = twin["properties"]["reported"]["$version"].as_i64();
            assert_eq!(Some(after.reported.version), shown);
            assert!(back.lost.is_empty(), "{:?}", back.lost);
            // and only what is known not to move was lost on the way
            assert!(moved.lost.iter().all(|loss| loss.name() == "modules"));
        });
    }

    #[test]
    fn a_second_reset_changes_nothing_but_times(twin in lived(), is_move in any::<bool>()) {
        let reset = named(PolicyKind::Reset, HOSTS[usize::from(is_move)]);
        let hubs = lived_on_first(&twin);
        let device = json!({"registrationId": "pump-0042", "apiVersion": "2021-06-01"});
        ask([&reset, &device, &hubs, &json!({})], Assumptions::default(), |once, request| {
            let timeless = |hubs: &[Hub]| {
                let written: Vec<_> = hubs.iter().map(|hub| hub.to_json().replace(LATER, NOW)).collect();
                written
            };
            let twice = again(once, request, &reset);
            assert_eq!(twice.outcome, Outcome::ResetInPlace);
            assert_eq!(timeless(&once.hubs), timeless(&twice.hubs));
            assert!(twice.lost.is_empty(), "{:?}", twice.lost);
        });
    }

    #[test]
    fn what_is_never_moved_is_as_it_was(
        enrollment in enrollment(), device in device(), hubs in hubs(), webhook in webhook(),
    ) {
        ask([&enrollment, &device, &hubs, &webhook], Assumptions::default(), |answer, request| {
            let keeps = matches!(
                answer.outcome,
                Outcome::KeptByPolicy | Outcome::Stuck | Outcome::SameHub | Outcome::Readopted
                    | Outcome::Disabled | Outcome::Failed(_) | Outcome::NotEnrolled
            );
            if keeps {
                assert_eq!(on_hubs(request.hubs), on_hubs(&answer.hubs));
                assert!(answer.lost.is_empty());
            }
            if let Some(decision) = &answer.decision
                && decision.end.treatment() == PolicyKind::Never
                && answer.from.is_some()
            {
                assert!(!answer.outcome.is_move());
            }
            // where there is no hub, the service does not know a better one than before
            if !answer.outcome.is_assigned() {
                let [before, after] = [request.hubs, &answer.hubs].map(|hubs| {
                    hubs.iter().map(|hub| hub.is_assigned).collect::<Vec<_>>()
                });
                assert_eq!(before, after);
            }
        });
    }

    #[test]
    fn after_an_assignment_the_device_is_where_it_was_told_and_has_left_the_hub_it_was_on(
        enrollment in enrollment(), device in device(), hubs in hubs(), webhook in webhook(),
    ) {
        ask([&enrollment, &device, &hubs, &webhook], Assumptions::default(), |answer, request| {
            if !answer.outcome.is_assigned() {
                return;
            }
            let told = answer.result.assigned_hub.as_deref().expect("a hub");
            let linked = answer.hubs.iter().find(|hub| hub.is(told)).expect("one of them");
            assert!(linked.is_linked && linked.identity.is_some());
            let assigned: Vec<_> = answer.hubs.iter().filter(|hub| hub.is_assigned).collect();
            assert_eq!(assigned.len(), 1);
            assert!(assigned[0].is(told));
            let with_it = answer.hubs.iter().filter(|hub| hub.identity.is_some()).count();
            if answer.outcome.is_move() {
                assert_eq!(with_it, 1);
            } else if with_it > 1 {
                // only what no record knew stays behind, and is told
                assert!(request.hubs.iter().all(|hub| !hub.is_assigned));
                assert!(answer.problems.iter().any(|p| p.kind.name() == "identity-left-behind"));
            }
        });
    }

    #[test]
    fn every_way_starts_with_the_device_goes_along_edges_and_ends_at_an_end(
        enrollment in enrollment(), device in device(), hubs in hubs(), webhook in webhook(),
    ) {
        ask([&enrollment, &device, &hubs, &webhook], Assumptions::default(), |answer, _| {
            let Some(decision) = &answer.decision else {
                assert!(matches!(answer.outcome, Outcome::Disabled | Outcome::NotEnrolled));
                return;
            };
            let path: Vec<_> = decision.path.iter().map(|step| step.node).collect();
            assert_eq!(path[0], Node::Contact);
            let last = path[path.len() - 1];
            assert!(EDGES.iter().all(|edge| edge.from != last));
            assert_eq!(decision.end.node(), last);
            for pair in path.windows(2) {
                assert!(EDGES.iter().any(|e| [e.from, e.to] == *pair), "{pair:?}");
            }
        });
    }

    #[test]
    fn a_hashed_choice_does_not_depend_on_the_order_of_the_hubs(
        id in "[a-z0-9-]{1,20}", weights in prop::array::uniform4(1..=1000_u16),
        order in Just((0..4).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let enrollment = json!({"enrollmentGroupId": "pumps", "allocationPolicy": "hashed"});
        let device = json!({"registrationId": id, "apiVersion": "2021-06-01"});
        let hub = |at: usize| json!({"hostName": HOSTS[at], "allocationWeight": weights[at]});
        let [there, back] = [(0..4).collect(), order].map(|order: Vec<usize>| {
            let hubs = Json::from(order.into_iter().map(hub).collect::<Vec<_>>());
            let mut chosen = None;
            ask([&enrollment, &device, &hubs, &json!({})], Assumptions::default(), |answer, _| {
                chosen.clone_from(&answer.result.assigned_hub);
            });
            chosen
        });
        prop_assert!(there.is_some());
        prop_assert_eq!(there, back);
    }

    #[test]
    fn an_answer_that_rests_on_no_switch_is_the_same_with_every_switch(
        enrollment in enrollment(), device in device(), hubs in hubs(), webhook in webhook(),
    ) {
        ask([&enrollment, &device, &hubs, &webhook], Assumptions::default(), |answer, request| {
            for switch in Assumption::ALL {
                let assumptions = Assumptions::default().with(switch);
                let other = Request { assumptions, ..request }.answer();
                let rests = answer.rests_on.iter().any(|on| on.name() == switch.name());
                if !rests {
                    assert_eq!(answer, &other);
                }
            }
        });
    }

    #[test]
    fn an_enrollment_is_written_as_it_is_read(enrollment in enrollment()) {
        let (read, told) = Enrollment::read(&document(&enrollment));
        prop_assert!(told.iter().all(|problem| problem.kind.name() == "policy-unnamed"));
        let written = read[0].to_json(Secrets::Shown);
        let shown: Json = serde_json::from_str(&written).expect("JSON");
        let wanted: Map<_, _> = enrollment.as_object().expect("an object").clone().into_iter()
            .filter(|(key, member)| !member.is_null() && (key != "iotHubs" || *member != json!([])))
            .collect();
        prop_assert_eq!(shown, Json::from(wanted));
        let again = Enrollment::read(&Document::read_str(&written).expect("small")).0;
        prop_assert_eq!(&again[0], &read[0]);
    }

    #[test]
    fn what_is_masked_shows_no_key_wherever_it_stands(
        enrollment in enrollment(), at in select(vec!["", "Attestation", "credentials", "initialTwin", "registrationState"]),
    ) {
        let mut enrollment = enrollment;
        let keys = json!({"symmetricKey": {"primaryKey": KEYS[0]}, "password": KEYS[1]});
        match at {
            "" => {}
            "initialTwin" => enrollment[at]["properties"]["desired"]["wifi"] = keys,
            "registrationState" => enrollment[at] = json!({"status": "assigned", "tpm": keys}),
            _ => enrollment[at] = keys,
        }
        let read = Enrollment::read(&document(&enrollment)).0;
        let masked = read[0].to_json(Secrets::Masked);
        for secret in [KEYS[0], KEYS[1], HOOK] {
            prop_assert!(!masked.contains(secret), "{} in {}", secret, masked);
        }
        let shown = read[0].to_json(Secrets::Shown);
        prop_assert!(shown.contains(KEYS[0]) && shown.contains(HOOK));
        let debugged = format!("{:?}", read[0]);
        prop_assert!(!debugged.contains(KEYS[0]));
    }

    #[test]
    fn a_webhook_is_told_no_key_and_not_its_own_address(enrollment in enrollment(), device in device()) {
        let mut enrollment = enrollment;
        enrollment["allocationPolicy"] = "custom".into();
        enrollment["provisioningStatus"] = "enabled".into();
        ask([&enrollment, &device, &json!([]), &json!({})], Assumptions::default(), |answer, _| {
            let asked = answer.webhook_request.as_ref().expect("it is asked").text();
            assert!([KEYS[0], KEYS[1], HOOK].iter().all(|secret| !asked.contains(secret)));
            let asked: Json = serde_json::from_str(asked).expect("JSON");
            let kinds = ["individualEnrollment", "enrollmentGroup"];
            let told = kinds.iter().find_map(|kind| asked.get(kind)).expect("an enrollment");
            assert_eq!(told["initialTwin"], enrollment["initialTwin"]);
        });
    }

    #[test]
    fn hubs_are_written_as_they_are_read(hubs in hubs()) {
        let read = Hub::read(&document(&hubs)).0;
        let written: Vec<_> = read.iter().map(Hub::to_json).collect();
        let again = format!("[{}]", written.join(","));
        let again = Hub::read(&Document::read_str(&again).expect("small"));
        prop_assert_eq!(&again.0, &read);
        prop_assert!(again.1.is_empty());
    }

    #[test]
    fn whatever_is_read_is_answered(
        bytes in prop::array::uniform5(prop::collection::vec(any::<u8>(), 0..200)),
    ) {
        answered(&bytes.map(|bytes| Document::read(bytes).expect("small")));
    }

    #[test]
    fn whatever_is_broken_is_answered(
        enrollment in enrollment(), device in device(), hubs in hubs(), webhook in webhook(),
        cuts in prop::collection::vec((0..5_usize, any::<prop::sample::Index>(), select(b"{}[]\",:0nx\\\xff".to_vec())), 1..12),
    ) {
        let record = json!({"assignedHub": HOSTS[1], "deviceId": "pump-0042", "status": "assigned"});
        let mut texts = [enrollment, device, hubs, webhook, record].map(|json| json.to_string().into_bytes());
        for (text, at, byte) in cuts {
            let at = at.index(texts[text].len());
            texts[text][at] = byte;
        }
        answered(&texts.map(|bytes| Document::read(bytes).expect("small")));
    }
}

/// Reads everything as everything, asks, and plays.
fn answered(docs: &[Document; 5]) {
    let [enrollments, device, hubs, webhook, record] = docs;
    let enrollments = Enrollment::read(enrollments).0;
    let device = Device::read(device).0;
    let hubs = Hub::read(hubs).0;
    let webhook = WebhookAnswer::read(webhook).0;
    let record = Record::read(record).0;
    for doc in docs {
        let table = VersionTable::read(doc).0;
        for same_hub_reset in [SameHubReset::Resets, SameHubReset::Keeps] {
            let request = Request {
                record: record.as_ref(),
                webhook: webhook.as_ref(),
                table: &table,
                assumptions: Assumptions {
                    same_hub_reset,
                    ..Assumptions::default()
                },
                ..Request::new(&enrollments, &device, &hubs, NOW)
            };
            let answer = request.answer();
            assert!(!answer.sentence().is_empty() && !answer.stages.is_empty());
            for hub in &answer.hubs {
                let written = serde_json::from_str::<Json>(&hub.to_json());
                assert!(written.is_ok(), "{}", hub.to_json());
            }
            assert!(serde_json::from_str::<Json>(&answer.result.to_json()).is_ok());
        }
        if let (Some(scenario), _) = Scenario::read(doc) {
            let time = |_| NOW.to_owned();
            scenario.play(&table, Assumptions::default(), &time, &mut |_| {});
        }
    }
    for enrollment in &enrollments {
        for secrets in [Secrets::Shown, Secrets::Masked] {
            let written = enrollment.to_json(secrets);
            assert!(serde_json::from_str::<Json>(&written).is_ok(), "{written}");
        }
    }
}
