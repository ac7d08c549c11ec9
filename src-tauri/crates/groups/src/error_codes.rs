//! The words for error codes that agents, and Windows below them, write into `__errors`.

/// Returns the words for an error code, where they are known.
#[must_use]
pub fn code_words(code: i64) -> Option<&'static str> {
    agent(code).or_else(|| system(code))
}

fn agent(code: i64) -> Option<&'static str> {
    Some(match code {
        -1 => "an error that the agent cannot name",
        -2 => "JSON that cannot be read, or a required value that is missing",
        1000 => "invalid JSON value",
        1001 => "JSON of a wrong form: a property is missing or has a wrong type",
        1002..=1005 => "a request or response between agent and plug-in that is no valid JSON",
        1006 => "invalid format of date and time",
        1007 => "a time with a zone where local time is expected, or the reverse",
        1008 => "not supported",
        1009 => "invalid deployment status",
        1010 => "a path is missing in the XML answer of Windows",
        1011 => "invalid connection status",
        1012 => "invalid operation",
        1013 => "invalid section",
        1014 => "the operation failed",
        1015 => "invalid argument",
        1016 => "the provisioning client failed",
        1017..=1027 => "a plug-in manifest or a dependency in it is wrong",
        1028 => "invalid dependency between handlers",
        2000 => "the plug-in has no entry point",
        2001..=2005 => "the plug-in cannot be loaded or called",
        2006 => "the plug-in's manifest has an invalid schema",
        2007 => "the plug-in's manifest names no code file",
        2008 => "the plug-in's manifest has no agentPluginProtocolVersion",
        2009 => "the plug-in's manifest does not say whether it is direct",
        2010 => "the plug-in's manifest does not say whether it runs out of process",
        2011 => "the plug-in's manifest has no keepAliveTime",
        2012 => "the plug-in's keepAliveTime is invalid",
        2013..=2017 => "the plug-in failed",
        2018 => "the plug-in's protocol version is not supported",
        2019 => "the interface version is not supported: its major number is not the handler's",
        3000 | 3001 => "the device management interface of Windows failed",
        4000 => "no user process for the app",
        4001 => "the installation of the app was cancelled",
        4002 => "the installation of the app failed",
        4003 => "the removal of the app failed",
        4004 => "more than one app is to be in the foreground",
        4005 => "the app in the foreground is to be removed",
        4006 => "no app is left for the foreground",
        0xA000_8100 => "the telemetry level is missing in the registry",
        0xA000_8101 => "the telemetry level in the registry is unknown",
        _ => return None,
    })
}

/// Windows' own codes, plain or as HRESULT, signed as in twins or unsigned.
fn system(code: i64) -> Option<&'static str> {
    let unsigned = if (i64::from(i32::MIN)..0).contains(&code) {
        code + (1 << 32)
    } else {
        code
    };
    if unsigned != code
        && let Some(words) = agent(unsigned)
    {
        return Some(words);
    }
    let win32 = match unsigned >> 16 {
        0x8007 => unsigned & 0xFFFF,
        0 => unsigned,
        _ => return hresult(unsigned),
    };
    Some(match win32 {
        2 => "file not found",
        3 => "path not found",
        5 => "access denied",
        6 => "invalid handle",
        13 => "invalid data",
        14 => "out of memory",
        32 => "the file is in use by another process",
        50 => "the request is not supported",
        87 => "a parameter is wrong",
        112 => "not enough space on the disk",
        122 => "the buffer is too small",
        126 => "a module was not found",
        127 => "a procedure was not found in the module",
        183 => "it exists already; often a leftover code that has nothing to do with the failure",
        1168 => "element not found",
        1717 => "the remote interface is unknown",
        1722 => {
            "the remote procedure server is not available: the device management service may not run"
        }
        1726 => "the remote procedure call failed",
        1740 => "the remote endpoint is registered already",
        1753 => "no remote endpoint: the plug-in host or service does not run",
        12002 => "the network request timed out",
        12007 => "the server's name cannot be resolved",
        12029 => "no connection to the server",
        _ => return None,
    })
}

fn hresult(code: i64) -> Option<&'static str> {
    Some(match code {
        0x8000_4001 => "not implemented",
        0x8000_4002 => "the interface is not supported",
        0x8000_4004 => "aborted",
        0x8000_4005 => "unspecified failure",
        0x8000_FFFF => "unexpected failure",
        0x8600_0002..=0x86FF_FFFF => {
            "the device management interface of Windows refused the command"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_has_the_same_words_however_its_code_is_written() {
        for code in [5, -2_147_024_891, 0x8007_0005] {
            assert_eq!(code_words(code), Some("access denied"), "{code}");
        }
        assert_eq!(code_words(-1_610_579_712), code_words(0xA000_8100));
        assert!(code_words(-1_610_579_712).is_some());
    }

    #[test]
    fn every_documented_code_has_words() {
        let documented = (1000..=1028)
            .chain(2000..=2019)
            .chain([3000, 3001])
            .chain(4000..=4006)
            .chain([-1, -2, 2, 3, 183, 1722, 1740]);
        for code in documented {
            assert!(code_words(code).is_some(), "{code}");
        }
    }

    #[test]
    fn unknown_codes_have_no_words() {
        for code in [0, 999, 1029, 2020, i64::MIN, i64::MAX, -858_993_460] {
            assert_eq!(code_words(code), None, "{code}");
        }
    }
}
