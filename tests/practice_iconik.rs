//! The practice iconik over real HTTP.

#[path = "practice_iconik/client.rs"]
mod client;
#[path = "practice_iconik/eyes.rs"]
mod eyes;
#[path = "practice_iconik/oddities.rs"]
mod oddities;
mod openapi;
#[path = "practice_iconik/stage.rs"]
mod stage;
#[path = "practice_iconik/tour.rs"]
mod tour;

#[tokio::test]
async fn every_request_and_answer_fits_the_specification() {
    tour::everything().await;
}
