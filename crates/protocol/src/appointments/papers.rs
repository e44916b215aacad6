//! What becomes of an appointment's papers, requests and lines; the desk and Centrale must say the same.

use super::{Appointment, Attestation, AttestationKind, Closing, Outcome, PaperRequest, PaperState, Presence};
use jiff::Timestamp;

impl Appointment {
    /// Writes a line; one that is there already is not written twice. Both sides must say the same. Says whether it did.
    pub fn attest(&mut self, attestation: Attestation, saw_version: Option<i64>) -> bool {
        if self.attestations.iter().any(|known| known.id == attestation.id) {
            return false;
        }
        if let (AttestationKind::PaperNotNeeded, Some(document_type)) = (attestation.kind, &attestation.document_type) {
            let state = if attestation.holds { Presence::NotNeeded } else { Presence::Missing };
            self.set_papers(&[PaperState { document_type: document_type.clone(), state }], saw_version);
        }
        self.attestations.push(attestation);
        true
    }

    /// The line of a kind that counts: the last one.
    pub fn attested(&self, kind: AttestationKind) -> Option<&Attestation> {
        self.attestations.iter().rev().find(|line| line.kind == kind)
    }

    /// The citizen went home with these still to bring: they are asked for until they come. Both sides must say the same.
    pub fn leave_to_bring(&mut self, document_types: &[String], at: Timestamp, saw_version: Option<i64>) {
        for document_type in document_types {
            let was = self.papers.iter().find(|known| known.document_type == *document_type).map(|known| known.state);
            self.set_papers(
                &[PaperState { document_type: document_type.clone(), state: Presence::Missing }],
                saw_version,
            );
            match self.requests.iter_mut().find(|known| known.document_type == *document_type) {
                Some(known) => known.at = at,
                None => self.requests.push(PaperRequest {
                    document_type: document_type.clone(),
                    note: String::new(),
                    form: None,
                    version: 0,
                    refused: None,
                    was,
                    at,
                }),
            }
        }
    }

    /// The meeting was held: of what the officer had asked for, only what is left to bring is still needed. Both sides must
    /// say the same.
    pub fn leave_only(&mut self, document_types: &[String], at: Timestamp, saw_version: Option<i64>) {
        let let_go = self.open_requests().map(|request| request.document_type.clone());
        let let_go: Vec<String> = let_go.filter(|code| !document_types.contains(code)).collect();
        for document_type in let_go {
            self.set_papers(&[PaperState { document_type, state: Presence::NotNeeded }], saw_version);
        }
        self.leave_to_bring(document_types, at, saw_version);
    }

    /// Whether the officer asked for a paper later than what was seen by who speaks of it now.
    fn is_asked_since(&self, document_type: &str, saw_version: Option<i64>) -> bool {
        let seen = saw_version.unwrap_or(0);
        self.requests.iter().any(|request| request.document_type == document_type && request.version > seen)
    }

    /// Says how these papers stand, as somebody who saw that version; of the others nothing changes, nor of those that the
    /// officer asked for since. Both sides must say the same.
    pub fn set_papers(&mut self, papers: &[PaperState], saw_version: Option<i64>) {
        for paper in papers {
            if self.is_asked_since(&paper.document_type, saw_version) {
                continue;
            }
            match self.papers.iter_mut().find(|known| known.document_type == paper.document_type) {
                Some(known) => known.state = paper.state,
                None => self.papers.push(paper.clone()),
            }
        }
    }

    /// The requests whose papers are still missing; once it is closed, those that the outcome of a held meeting left.
    pub fn open_requests(&self) -> impl Iterator<Item = &PaperRequest> {
        let left = |request: &&PaperRequest| {
            let left = |closing: &Closing| closing.outcome == Outcome::Held && request.at >= closing.at;
            self.closing.as_ref().is_none_or(left)
        };
        self.requests.iter().filter(left).filter(|request| {
            let of_it = |paper: &&PaperState| paper.document_type == request.document_type;
            self.papers.iter().find(of_it).is_none_or(|paper| paper.state == Presence::Missing)
        })
    }

    /// A paper of this type has been scanned, by somebody who saw that version: it is there. Both sides must say so, or the screen would change its mind
    /// when the answer comes. Says whether that changed anything.
    pub fn mark_present(&mut self, document_type: &str, saw_version: Option<i64>) -> bool {
        if self.is_asked_since(document_type, saw_version) {
            return false;
        }
        let missing =
            |paper: &&mut PaperState| paper.document_type == document_type && paper.state != Presence::Present;
        let mut changed = false;
        for paper in self.papers.iter_mut().filter(missing) {
            paper.state = Presence::Present;
            changed = true;
        }
        changed
    }
}
