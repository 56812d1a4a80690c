//! Invented speech, for transcriptions and subtitles.

use crate::practice::iconik::world::entity::Entity;

/// What people on these recordings say.
const LINES: [&str; 12] = [
    "We started before the light, when the tide let the first boats in.",
    "My father had the same hook; I was told never to lend it.",
    "There were forty of us at the gate and work for twenty-five.",
    "The crane driver could see all the way to the lightship.",
    "In winter the ropes froze and you broke them like bread.",
    "We sang so that everyone pulled at the same time.",
    "Nobody wrote it down, that is why I am telling you.",
    "The meeting went on until two and nobody left the hall.",
    "When the last ship went down the slip it was quiet.",
    "They sold the tools by weight, even the good ones.",
    "I kept the badge. It is in that drawer.",
    "You could smell from the wind which shed was open.",
];

/// Milliseconds that one line takes.
const LINE_LENGTH: i64 = 4_000;

/// One spoken line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Begin in milliseconds.
    pub start: i64,
    /// End in milliseconds.
    pub end: i64,
    /// What is said.
    pub text: &'static str,
}

/// The lines of an asset: always the same for the same asset.
#[must_use]
pub fn lines(asset: &Entity) -> Vec<Line> {
    let first = usize::from(asset.id.as_bytes()[0]);
    (0..6)
        .map(|index| {
            let start = i64::try_from(index).unwrap_or(0) * (LINE_LENGTH + 500) + 1_000;
            Line {
                start,
                end: start + LINE_LENGTH,
                text: LINES[(first + index * 5) % LINES.len()],
            }
        })
        .collect()
}

/// The lines as WebVTT.
#[must_use]
pub fn webvtt(asset: &Entity) -> String {
    let spans = lines(asset).into_iter().map(|line| (line.start, line.end, line.text));
    written(spans)
}

/// Spans of text as WebVTT.
#[must_use]
pub fn written<'a>(spans: impl Iterator<Item = (i64, i64, &'a str)>) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for (start, end, line) in spans {
        text.push_str(&format!("\n{} --> {}\n{line}\n", clock(start), clock(end)));
    }
    text
}

fn clock(millis: i64) -> String {
    let seconds = millis / 1000;
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        millis % 1000
    )
}
