//! The transport and both clients over real HTTP, against hosts that misbehave on purpose.

mod systems {
    pub mod host;

    mod archivesspace;
    mod authorities;
    mod contract;
    mod iconik;
    mod limits;
    mod practice_archivesspace;
    mod practice_iconik;
    mod recordings;
    mod repeating;
    mod restricting;
    mod secrecy;
    mod session;
}
