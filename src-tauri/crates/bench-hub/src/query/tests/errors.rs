//! What is wrong with a query is said where it is, and with what would be right.

use super::super::{MOST_CHARACTERS, MOST_COLUMNS, MOST_DEPTH, Place, Query, QueryError};
use super::{read, refused};

/// What stands around conditions.
const CLAUSES: &[(&str, &str)] = &[
    (
        "",
        "line 1, column 1: found the end of the query, expected SELECT",
    ),
    (
        "DELETE FROM devices",
        "line 1, column 1: found DELETE, expected SELECT",
    ),
    (
        "SELECT *",
        "line 1, column 9: found the end of the query, expected FROM",
    ),
    (
        "SELECT * FROM",
        "line 1, column 14: found the end of the query, expected devices, devices.modules or devices.jobs",
    ),
    (
        "SELECT * FROM twins",
        "line 1, column 15: found twins, expected devices, devices.modules or devices.jobs",
    ),
    (
        "SELECT * FROM devices.twins",
        "line 1, column 23: found twins, expected devices, devices.modules or devices.jobs",
    ),
    (
        "SELECT FROM devices",
        "line 1, column 8: found FROM, expected a value, a property or a function",
    ),
    (
        "SELECT *, deviceId FROM devices",
        "line 1, column 9: found ',', expected FROM",
    ),
    (
        "SELECT deviceId id FROM devices",
        "line 1, column 17: found id, expected an operator, AS, ',' or FROM",
    ),
    (
        "SELECT deviceId, FROM devices",
        "line 1, column 18: found FROM, expected a value, a property or a function",
    ),
    (
        "SELECT TOP x * FROM devices",
        "line 1, column 12: found x, expected how many rows at most, a whole number from 0",
    ),
    (
        "SELECT TOP -1 * FROM devices",
        "line 1, column 12: found '-', expected how many rows at most, a whole number from 0",
    ),
    (
        "SELECT TOP 1.5 * FROM devices",
        "line 1, column 12: found a number, expected how many rows at most, a whole number from 0",
    ),
    (
        "SELECT * FROM (SELECT * FROM devices)",
        "line 1, column 15: found '(', expected devices, devices.modules or devices.jobs",
    ),
    (
        "SELECT * FROM devices, devices.modules",
        "line 1, column 22: found ',', expected WHERE, GROUP BY or the end of the query",
    ),
];

/// What stands within them.
const CONDITIONS: &[(&str, &str)] = &[
    (
        "SELECT * FROM devices WHERE",
        "line 1, column 28: found the end of the query, expected a value, a property or a function",
    ),
    (
        "SELECT *\nFROM devices\n  WHERE é = = 1",
        "line 3, column 13: found '=', expected a value, a property or a function",
    ),
    (
        "SELECT * FROM devices WHERE tags.x == 1",
        "line 1, column 37: found '=', expected a value, a property or a function",
    ),
    (
        "SELECT * FROM devices WHERE tags.x = 1 tags.y = 2",
        "line 1, column 40: found tags, expected an operator, AND, OR, GROUP BY or the end of the query",
    ),
    (
        "SELECT * FROM devices WHERE 1 < 2 < 3",
        "line 1, column 35: found '<', expected an operator, AND, OR, GROUP BY or the end of the query",
    ),
    (
        "SELECT * FROM devices WHERE (tags.x = 1",
        "line 1, column 40: found the end of the query, expected an operator, AND, OR or ')'",
    ),
    (
        "SELECT * FROM devices WHERE tags.x = 1)",
        "line 1, column 39: found ')', expected an operator, AND, OR, GROUP BY or the end of the query",
    ),
    (
        "SELECT * FROM devices WHERE tags.",
        "line 1, column 34: found the end of the query, expected a name",
    ),
    (
        "SELECT * FROM devices WHERE tags[",
        "line 1, column 34: found the end of the query, expected a name in quotes, or a place in an array from 0",
    ),
    (
        "SELECT * FROM devices WHERE tags[-1] = 1",
        "line 1, column 34: found '-', expected a name in quotes, or a place in an array from 0",
    ),
    (
        "SELECT * FROM devices WHERE tags['x' = 1",
        "line 1, column 38: found '=', expected ']'",
    ),
    (
        "SELECT * FROM devices WHERE tags.x IN ('a')",
        "line 1, column 39: found '(', expected a list of constants in brackets, as ['a', 'b']",
    ),
    (
        "SELECT * FROM devices WHERE tags.x IN ['a' 'b']",
        "line 1, column 44: found a text, expected ',' or ']'",
    ),
    (
        "SELECT * FROM devices WHERE tags.x IN [tags.y]",
        "line 1, column 40: found tags, expected a constant",
    ),
    (
        "SELECT * FROM devices WHERE tags.x IN [-'a']",
        "line 1, column 41: found a text, expected a constant",
    ),
    (
        "SELECT * FROM devices WHERE tags.x = ['a']",
        "line 1, column 38: found a list, expected it after IN or NIN only",
    ),
    (
        "SELECT * FROM devices WHERE tags.x LIKE 'a%'",
        "line 1, column 36: found LIKE, expected an operator, AND, OR, GROUP BY or the end of the query",
    ),
    (
        "SELECT * FROM devices WHERE tags.x = 'it''s'",
        "line 1, column 42: found a text, expected an operator, AND, OR, GROUP BY or the end of the query",
    ),
];

/// Texts, numbers, names and signs by themselves.
const PARTS: &[(&str, &str)] = &[
    (
        "SELECT * FROM devices;",
        "line 1, column 22: found ';', expected a name, a value or an operator",
    ),
    (
        "SELECT * FROM devices WHERE tags.x = ‘a’",
        "line 1, column 38: found '‘', expected a name, a value or an operator",
    ),
    (
        "SELECT * FROM devices WHERE tags.x && tags.y",
        "line 1, column 36: found '&', expected a name, a value or an operator",
    ),
    (
        "SELECT * FROM devices WHERE tags.x = 'a",
        "line 1, column 38: text that begins here has no end, expected '",
    ),
    (
        "SELECT * FROM devices WHERE tags.x = \"a'",
        "line 1, column 38: text that begins here has no end, expected \"",
    ),
    (
        "SELECT * FROM devices WHERE tags.[[x] = 1",
        "line 1, column 34: name that begins here has no end, expected ]]",
    ),
    (
        r"SELECT * FROM devices WHERE tags.x = 'C:\temp'",
        r#"line 1, column 41: found escape \t, expected \', \", \\ or \u and four hexadecimal digits"#,
    ),
    (
        r"SELECT * FROM devices WHERE tags.x = '\uD83D'",
        r#"line 1, column 39: found escape \u, expected \', \", \\ or \u and four hexadecimal digits"#,
    ),
    (
        "SELECT * FROM devices WHERE tags.1st = 1",
        "line 1, column 34: found 1st, expected a decimal or hexadecimal number; a property of this name is escaped, as [[name]]",
    ),
    (
        "SELECT * FROM devices WHERE tags.x = 1e999",
        "line 1, column 38: found 1e999, expected a decimal or hexadecimal number; a property of this name is escaped, as [[name]]",
    ),
];

/// What is well written and yet not for the place where it stands.
const USES: &[(&str, &str)] = &[
    (
        "SELECT * FROM devices WHERE tags.group = 'x'",
        "line 1, column 34: found group, a word of the query language, expected a name; a property of this name is [[group]]",
    ),
    (
        "SELECT tags.from FROM devices",
        "line 1, column 13: found from, a word of the query language, expected a name; a property of this name is [[from]]",
    ),
    (
        "SELECT deviceId AS top FROM devices",
        "line 1, column 20: found top, a word of the query language, expected a name; a property of this name is [[top]]",
    ),
    (
        "SELECT * FROM devices WHERE IS_DEFINED()",
        "line 1, column 29: found arguments of IS_DEFINED: 0, expected one",
    ),
    (
        "SELECT * FROM devices WHERE substring('a')",
        "line 1, column 29: found arguments of SUBSTRING: 1, expected two or three",
    ),
    (
        "SELECT * FROM devices WHERE POWER(1, 2, 3)",
        "line 1, column 29: found arguments of POWER: 3, expected two",
    ),
    (
        "SELECT * FROM devices WHERE REGEX_MATCH(tags.x, 'a')",
        "line 1, column 29: found REGEX_MATCH, expected the name of a function, as IS_DEFINED",
    ),
    (
        "SELECT * FROM devices WHERE COUNT() > 1",
        "line 1, column 29: found an aggregate within an expression, expected it as a column by itself",
    ),
    (
        "SELECT 1 + SUM(tags.x) FROM devices",
        "line 1, column 12: found an aggregate within an expression, expected it as a column by itself",
    ),
    (
        "SELECT COUNT(), deviceId FROM devices",
        "line 1, column 17: found column deviceId beside aggregates, expected it in GROUP BY as well",
    ),
    (
        "SELECT status, deviceId FROM devices GROUP BY status",
        "line 1, column 16: found column deviceId beside aggregates, expected it in GROUP BY as well",
    ),
    (
        "SELECT * FROM devices GROUP BY status",
        "line 1, column 8: found * beside GROUP BY, expected columns and aggregates",
    ),
    (
        "SELECT SUM() FROM devices",
        "line 1, column 12: found ')', expected a value, a property or a function",
    ),
    (
        "SELECT SUM(*) FROM devices",
        "line 1, column 12: found '*', expected a value, a property or a function",
    ),
    (
        "SELECT COUNT() FROM devices GROUP status",
        "line 1, column 35: found status, expected BY",
    ),
    (
        "SELECT COUNT() FROM devices GROUP BY 1",
        "line 1, column 38: found a number, expected a name",
    ),
    (
        "SELECT COUNT() FROM devices.modules GROUP BY status",
        "line 1, column 37: found GROUP BY, expected it in queries of devices only",
    ),
    (
        "SELECT jobId FROM devices.jobs",
        "line 1, column 8: found columns, expected * in queries of devices.jobs",
    ),
    (
        "SELECT COUNT() FROM devices.jobs",
        "line 1, column 8: found columns, expected * in queries of devices.jobs",
    ),
    (
        "SELECT tags.a.x, tags.b.x FROM devices",
        "line 1, column 18: found a second column x, expected another name for it, with AS",
    ),
    (
        "SELECT * FROM devices ORDER BY deviceId",
        "line 1, column 23: found ORDER BY, which the hub does not have; sort the rows after they arrived",
    ),
    (
        "SELECT * FROM devices d order by deviceId",
        "line 1, column 25: found ORDER BY, which the hub does not have; sort the rows after they arrived",
    ),
    (
        "SELECT * FROM devices WHERE true ORDER BY deviceId",
        "line 1, column 34: found ORDER BY, which the hub does not have; sort the rows after they arrived",
    ),
];

#[test]
fn errors_name_the_place_what_is_there_and_what_should_be() {
    for (text, message) in [CLAUSES, CONDITIONS, PARTS, USES].concat() {
        assert_eq!(refused(text).to_string(), message, "{text}");
    }
}

#[test]
fn texts_in_quotes_are_not_repeated() {
    let error = refused("SELECT * FROM devices WHERE tags.x = 'a' 'SharedAccessKey=secret'");
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[test]
fn long_words_are_shortened_in_messages() {
    let error = refused(&format!("SELECT * FROM {}", "x".repeat(5000)));
    let QueryError::Unexpected { at, found, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(
        (at, found.chars().count()),
        (
            Place {
                line: 1,
                column: 15
            },
            41
        )
    );
}

#[test]
fn the_longest_query_is_read_and_a_longer_one_refused() {
    let start = "SELECT * FROM devices WHERE tags.ü = '";
    let fill = MOST_CHARACTERS - start.chars().count() - 1;
    read(&format!("{start}{}'", "ü".repeat(fill)));
    let error = refused(&format!("{start}{}'", "ü".repeat(fill + 1)));
    assert_eq!(
        error,
        QueryError::TooLong {
            length: MOST_CHARACTERS + 1
        }
    );
    assert_eq!(
        error.to_string(),
        "query has 8193 characters, the hub takes 8192"
    );
    assert_eq!(error.place(), None);
}

#[test]
fn nesting_ends_somewhere() {
    for (open, close) in [
        ("(", ")"),
        ("NOT ", ""),
        ("- ", ""),
        ("NOT (", ")"),
        ("ABS(", ")"),
        ("ABS(-(", "))"),
    ] {
        let levels = open.matches(['(', '-', 'N']).count();
        let nested = |times: usize| {
            format!(
                "SELECT * FROM devices WHERE {}1{}",
                open.repeat(times),
                close.repeat(times)
            )
        };
        read(&nested(MOST_DEPTH / levels));
        let error = refused(&nested(MOST_DEPTH / levels + 1));
        assert!(
            matches!(error, QueryError::TooDeep { .. }),
            "{open}: {error}"
        );
        let most = (MOST_CHARACTERS - 30) / (open.len() + close.len());
        let error = refused(&nested(most));
        assert!(
            matches!(error, QueryError::TooDeep { .. }),
            "{open}: {error}"
        );
    }
    let error = refused(&format!("SELECT * FROM devices WHERE {}", "(".repeat(8000)));
    let expected = "line 1, column 93: nested deeper than 64 levels";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn chains_do_not_nest() {
    for (first, next) in [
        ("true", " AND true"),
        ("true", " OR true"),
        ("1", "+1"),
        ("1", "*1"),
        ("'a'", "+'a'"),
        ("(1)", "+(1)"),
        ("NOT true", " AND NOT true"),
        ("ABS(1)", "+ABS(1)"),
        ("-1", "*-1"),
    ] {
        let text = format!(
            "SELECT * FROM devices WHERE {first}{}",
            next.repeat((MOST_CHARACTERS - 40) / next.len())
        );
        let query = Query::read(&text).expect(next);
        let mut run = query.runs();
        run.see(&serde_json::Value::Null);
    }
}

#[test]
fn rows_have_a_limited_number_of_columns() {
    let columns = |count: usize| {
        (0..count)
            .map(|i| format!("x AS c{i}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    read(&format!("SELECT {} FROM devices", columns(MOST_COLUMNS)));
    let error = refused(&format!(
        "SELECT {} FROM devices",
        columns(MOST_COLUMNS + 1)
    ));
    assert!(
        matches!(error, QueryError::TooManyColumns { .. }),
        "{error}"
    );
}
