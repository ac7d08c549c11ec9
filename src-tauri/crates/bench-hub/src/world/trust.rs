//! Authorities whose devices may connect: given to the bench by name, for its hubs and for enrollments that refer to them.

use crate::Fault;
use crate::event::{EventKind, News};
use crate::place::Place;
use crate::provisioning::authorities;
use crate::provisioning::certificate::Certificate;
use crate::world::World;
use crate::world::login::NotAdmitted;

/// Most characters of a name.
const MOST_NAME: usize = 128;

impl World {
    /// Takes devices for known whose certificates lead to this one, in PEM or base64.
    pub fn trust(&mut self, name: &str, text: &str) -> Result<(), Fault> {
        if name.is_empty() || name.chars().count() > MOST_NAME {
            return Err(Fault::argument(format!(
                "the name of an authority has 1 to {MOST_NAME} characters"
            )));
        }
        let certificate = Certificate::read_text(text).ok_or_else(|| {
            Fault::argument(format!(
                "authority {name} is no certificate in PEM or base64"
            ))
        })?;
        let db = &self.keep.connection;
        let is_new = authorities::find(db, name)?.is_none();
        if is_new && authorities::all(db)?.len() >= authorities::MOST {
            let most = authorities::MOST;
            return Err(Fault::argument(format!(
                "there are {most} authorities, and no more are allowed"
            )));
        }
        authorities::put(db, name, &certificate)?;
        let message = format!("authority {name} is trusted");
        self.tell(News::new(EventKind::Identity, message));
        Ok(())
    }

    /// Checks a certificate that an authority signed: it leads to one that is known, and names the device or module.
    pub(super) fn is_vouched_for(
        &self,
        place: &Place,
        chain: &[Vec<u8>],
    ) -> Result<(), NotAdmitted> {
        let own = chain.first().and_then(|der| Certificate::read(der));
        let own = own.ok_or("no certificate was shown")?;
        let (name, speaker) = (own.name.as_deref(), place.speaker.to_string());
        if name != Some(&speaker) {
            let name = twin::secret::cut(name.unwrap_or_default(), 60);
            return Err(format!("the certificate is for `{name}`, the device is {speaker}").into());
        }
        let known = authorities::all(&self.keep.connection)?;
        let mut why = Vec::new();
        for (name, authority) in &known {
            match authority.why_not_signer(chain, self.now()) {
                None => return Ok(()),
                Some(error) => why.push(format!("{name}: {error}")),
            }
        }
        // the first few are enough to see what is wrong
        why.truncate(3);
        Err(match why.is_empty() {
            true => "the bench hub knows no authority: give it one with --ca".into(),
            false => format!("no authority signed the certificate ({})", why.join("; ")).into(),
        })
    }
}
