//! The catalogue: one file a rule, one line here.

use crate::rule::Rule;

/// Names each rule's file once: the module and its line in the catalogue.
macro_rules! catalogue {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*
        /// Every rule, in the order of the catalogue.
        pub static CATALOGUE: &[&Rule] = &[$(&$name::RULE),*];
    };
}

catalogue![
    more_of_the_same,
    // syntax
    bad_escape,
    byte_order_mark,
    comment,
    doubled_quote,
    duplicate_key,
    equals_for_colon,
    html_entity,
    invalid_utf8,
    line_prefix,
    lone_surrogate,
    mismatched_bracket,
    missing_braces,
    missing_colon,
    missing_comma,
    missing_value,
    more_repairs,
    nested_too_deeply,
    non_json_literal,
    nul_character,
    number_spelling,
    placeholder,
    raw_control_character,
    several_documents,
    stray_character,
    surplus_bracket,
    surplus_colon,
    surplus_comma,
    text_around_document,
    too_many_values,
    trailing_comma,
    unclosed_bracket,
    unescaped_quote,
    unquoted_key,
    unquoted_value,
    unterminated_string,
    unusual_whitespace,
    utf16_text,
    wrong_quotes,
    wrong_separator,
    // shape
    counter_malformed,
    device_id_illegal,
    empty_input,
    etag_malformed,
    group_without_name,
    groups_without_section,
    merge_patch,
    not_a_twin,
    null_in_array,
    null_in_twin,
    path_escape,
    placeholder_text,
    reported_written_by_service,
    scenario_case,
    section_not_an_object,
    unknown_twin_member,
    // limits
    empty_key,
    integer_out_of_range,
    key_illegal_character,
    key_too_long,
    nested_beyond_limit,
    number_beyond_double,
    secret_in_twin,
    section_nearly_full,
    section_too_large,
    value_too_long,
    // names
    command_in_desired,
    depth_suffix,
    depth_suffix_live,
    depth_suffix_wrong,
    device_written_in_desired,
    group_alias,
    group_name_case,
    group_name_unknown,
    meta_name_unknown,
    meta_property_unknown,
    missing_meta_prefix,
    name_not_camel_case,
    property_alias,
    query_path,
    // versions
    agent_refuses_older_version,
    declared_not_configured,
    desired_version_too_new,
    device_input_version_missing,
    device_output_version_missing,
    device_version_differs,
    device_version_empty,
    dialect_mix,
    dialect_superseded,
    dialect_undeclared,
    group_meta_missing,
    group_not_declared_by_device,
    group_without_versions,
    mechanisms_disagree,
    meta_name_of_other_dialect,
    newer_minor_desired,
    newer_minor_reported,
    newer_minor_service,
    portal_input_version_missing,
    portal_output_version_missing,
    preview_version_not_one,
    reported_version_too_new,
    reporting_mode_unknown,
    service_version_malformed,
    service_version_missing,
    service_version_too_new,
    stale_version_error,
    verdicts_disagree,
    version_in_list_element,
    version_malformed,
    version_spelling,
    version_type,
    versions_cross,
    // status
    deletion_noise,
    deployment_id_differs,
    desired_not_acknowledged,
    error_context_differs,
    error_object_malformed,
    errors_empty,
    errors_without_failure,
    failed_without_errors,
    group_failed,
    group_pending,
    meta_time_malformed,
    refreshing,
    refreshing_in_desired,
    status_unknown,
    summary_count_wrong,
    summary_groups_wrong,
    summary_malformed,
    // metadata
    child_newer_than_parent,
    counters_inconsistent,
    metadata_above_version,
    metadata_malformed,
    metadata_without_value,
    reported_metadata_has_version,
    value_without_metadata,
    version_went_backwards,
    whole_document_write,
];

pub(crate) use more_of_the_same::{RULE as MORE_OF_THE_SAME, further};

/// Returns the rule with that name.
#[must_use]
pub fn rule(name: &str) -> Option<&'static Rule> {
    CATALOGUE.iter().copied().find(|r| r.name == name)
}

/// Counts a noun for people: `1 member`, `3 members`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}
