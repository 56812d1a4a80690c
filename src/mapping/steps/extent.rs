//! Extents.

use super::prepare::StepContext;
use super::template::Template;
use super::{Findings, quoted, text_of, unreadable};
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::{ExtentItem, Item};

/// Longest number of an extent (`extent.number`, maxLength of the ArchivesSpace schema), in characters.
const LONGEST_NUMBER: usize = 255;

/// What an extent step makes.
#[derive(Debug)]
pub(super) struct ExtentRule {
    /// Of what.
    pub(super) extent_type: String,
    /// How many, as written.
    pub(super) number: String,
    /// How many, where it is worked out.
    pub(super) worked_out: Option<Template>,
    /// `whole` or `part`.
    pub(super) portion: String,
    /// The text goes into the physical details.
    pub(super) details: bool,
}

impl ExtentRule {
    /// The step: text or a number becomes an extent. Extents go through as they are.
    pub(super) fn run(&self, item: Item, values: &[Item], at: &StepContext<'_>, findings: &mut Findings) -> Option<Item> {
        if let Item::Extent(_) = item {
            return Some(item);
        }
        let text = text_of(&item);
        let number = match &self.worked_out {
            None => self.number.clone(),
            Some(template) => match template.run(Some(&item), values, at) {
                Ok(number) => number,
                Err(finding) => {
                    findings.push(finding);
                    return None;
                }
            },
        };
        let number = number.trim().to_owned();
        if number.is_empty() || number.chars().count() > LONGEST_NUMBER {
            findings.push(unreadable(&text, "gives no number for an extent"));
            return None;
        }
        self.check_type(at, findings);
        Some(Item::Extent(ExtentItem {
            number,
            extent_type: self.extent_type.clone(),
            portion: self.portion.clone(),
            container_summary: String::new(),
            physical_details: if self.details { text.trim().to_owned() } else { String::new() },
            dimensions: String::new(),
        }))
    }

    fn check_type(&self, at: &StepContext<'_>, findings: &mut Findings) {
        let list = at.around.vocabulary.enumerations.get("extent_extent_type");
        if list.is_some_and(|list| !list.offers(&self.extent_type)) {
            let finding = MappingFinding::about(
                FindingKind::NotInList,
                &self.extent_type,
                format!("ArchivesSpace has no extent type {}", quoted(&self.extent_type)),
            );
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
}

/// An extent in words: `1 reels (2 boxes), 00:31:55, 35 mm`.
pub(super) fn words(extent: &ExtentItem) -> String {
    let kind = extent.extent_type.replace('_', " ");
    let mut words = format!("{} {kind}", extent.number).trim().to_owned();
    if !extent.container_summary.trim().is_empty() {
        words.push_str(&format!(" ({})", extent.container_summary.trim()));
    }
    for further in [&extent.physical_details, &extent.dimensions] {
        if !further.trim().is_empty() {
            if !words.is_empty() {
                words.push_str(", ");
            }
            words.push_str(further.trim());
        }
    }
    words
}

/// The step: an extent becomes text.
pub(super) fn text(item: &Item, findings: &mut Findings) -> Option<Item> {
    if let Item::Extent(extent) = item {
        let words = words(extent);
        if extent.portion == "part" {
            findings.push(super::lossy(&words, "that it is a part"));
        }
        return (!words.is_empty()).then_some(Item::Text(words));
    }
    Some(Item::Text(text_of(item)))
}
