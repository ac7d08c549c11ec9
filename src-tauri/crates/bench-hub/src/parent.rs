//! Edge hierarchies: which device is whose child. An edge device has a scope of its own, made by the hub; every device has
//! at most one parent, known by its scope.

use crate::Fault;
use crate::identity::Identity;

/// Most characters of a scope: an id, a generation and what stands before them.
const MOST: usize = 256;

impl Identity {
    /// Sets what a caller wishes of scope and parents; what it does not name stays. The scope of a device that is no edge
    /// device is that of its parent, and an empty one takes it away from its parent.
    pub(crate) fn set_parent(
        &mut self,
        scope: Option<String>,
        parents: Option<Vec<String>>,
    ) -> Result<(), Fault> {
        if parents.as_ref().is_some_and(|parents| parents.len() > 1) {
            return Err(Fault::argument("parentScopes has more than one scope"));
        }
        let parent = parents.map(|parents| parents.into_iter().next().unwrap_or_default());
        if self.capabilities.iot_edge {
            self.device_scope = Some(self.own_scope());
            return self.adopt(parent);
        }
        if self.device_scope.as_deref() == Some(&self.own_scope()) {
            // it was an edge device before
            self.device_scope = None;
        }
        let own = self.own_scope();
        let scope = scope.filter(|scope| *scope != own);
        self.adopt(scope.or(parent))?;
        self.device_scope = self.parent_scopes.first().cloned();
        Ok(())
    }

    fn own_scope(&self) -> String {
        format!(
            "ms-azure-iot-edge://{}-{}",
            self.device_id, self.generation_id
        )
    }

    fn adopt(&mut self, parent: Option<String>) -> Result<(), Fault> {
        let Some(parent) = parent else {
            return Ok(());
        };
        if parent.chars().count() > MOST {
            return Err(Fault::argument(format!(
                "the scope of a parent has more than {MOST} characters"
            )));
        }
        self.parent_scopes = match parent.is_empty() {
            true => Vec::new(),
            false => vec![parent],
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::identity::Wish;

    fn changed(identity: &Identity, wish: Value) -> Result<Identity, Fault> {
        identity.changed(Wish::of(wish)?, "2026-01-01T00:00:00Z")
    }

    fn family(identity: &Identity) -> (Option<&str>, Vec<&str>) {
        let parents = identity.parent_scopes.iter().map(String::as_str).collect();
        (identity.device_scope.as_deref(), parents)
    }

    #[test]
    fn a_device_has_the_scope_of_its_parent_until_it_is_taken_away() {
        let leaf = Identity::make("leaf", None, Wish::default()).unwrap();
        assert_eq!(family(&leaf), (None, vec![]));
        let child = changed(&leaf, json!({"deviceScope": "edge://p"})).unwrap();
        assert_eq!(family(&child), (Some("edge://p"), vec!["edge://p"]));
        let still = changed(&child, json!({"status": "disabled"})).unwrap();
        assert_eq!(family(&still), (Some("edge://p"), vec!["edge://p"]));
        let sent_back = json!({"deviceScope": "", "parentScopes": ["edge://p"]});
        assert_eq!(family(&changed(&child, sent_back).unwrap()), (None, vec![]));
    }

    #[test]
    fn an_edge_device_keeps_its_own_scope_and_may_have_a_parent() {
        let wish = json!({"capabilities": {"iotEdge": true}, "parentScopes": []});
        let edge = Identity::make("edge", None, Wish::of(wish).unwrap()).unwrap();
        let own = format!("ms-azure-iot-edge://edge-{}", edge.generation_id);
        assert_eq!(family(&edge), (Some(own.as_str()), vec![]));
        let wish = json!({"deviceScope": "edge://other", "parentScopes": ["edge://p"]});
        let child = changed(&edge, wish).unwrap();
        assert_eq!(family(&child), (Some(own.as_str()), vec!["edge://p"]));
        let leaf = changed(
            &edge,
            json!({"capabilities": {"iotEdge": false}, "deviceScope": own}),
        );
        assert_eq!(family(&leaf.unwrap()), (None, vec![]));
    }

    #[test]
    fn a_device_has_one_parent_and_no_scope_is_endless() {
        let leaf = Identity::make("leaf", None, Wish::default()).unwrap();
        for wish in [
            json!({"parentScopes": ["a", "b"]}),
            json!({"deviceScope": "x".repeat(MOST + 1)}),
        ] {
            assert_eq!(changed(&leaf, wish).unwrap_err().status, 400);
        }
    }
}
