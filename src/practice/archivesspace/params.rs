//! Parameters of the query and of form bodies.

use serde_json::Value;

use super::refuse::{self, Answer, Messages};

/// All parameters, in order.
#[derive(Debug, Default)]
pub struct Params {
    pairs: Vec<(String, String)>,
}

const MISSING: &str = "Parameter required but no value provided";

impl Params {
    /// Reads the query and, where there is one, a form body.
    #[must_use]
    pub fn read(query: Option<&str>, form: Option<&[u8]>) -> Self {
        let query = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let form = url::form_urlencoded::parse(form.unwrap_or_default());
        Self {
            pairs: query.into_owned().chain(form.into_owned()).collect(),
        }
    }

    /// The value of a parameter; the last one where it is repeated.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The values of `name[]` or `name[0]`, `name[1]`, ….
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.pairs
            .iter()
            .filter(|(known, _)| {
                known
                    .strip_prefix(name)
                    .and_then(|rest| rest.strip_prefix('['))
                    .and_then(|rest| rest.strip_suffix(']'))
                    .is_some_and(|place| place.bytes().all(|byte| byte.is_ascii_digit()))
            })
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// Whether a number was asked for that is none: the real server trips over such paging values.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<Result<i64, std::num::ParseIntError>> {
        self.text(name).map(str::parse)
    }
}

/// What is wrong with the parameters of one call, gathered before it is refused.
#[derive(Debug, Default)]
pub struct Faults {
    messages: Messages,
}

impl Faults {
    /// Notes a fault.
    pub fn note(&mut self, name: &str, message: impl Into<String>) {
        self.messages.entry(name.to_owned()).or_default().push(message.into());
    }

    /// A required text.
    pub fn text<'a>(&mut self, params: &'a Params, name: &str) -> &'a str {
        params.text(name).unwrap_or_else(|| {
            self.note(name, MISSING);
            ""
        })
    }

    /// An optional whole number.
    pub fn integer(&mut self, params: &Params, name: &str) -> Option<i64> {
        match params.number(name)? {
            Ok(number) => Some(number),
            Err(_) => {
                let given = params.text(name).unwrap_or_default();
                self.note(name, format!("Wanted type Integer but got '{given}'"));
                None
            }
        }
    }

    /// A required whole number.
    pub fn needed_integer(&mut self, params: &Params, name: &str) -> i64 {
        if params.text(name).is_none() {
            self.note(name, MISSING);
        }
        self.integer(params, name).unwrap_or(0)
    }

    /// An optional truth value.
    pub fn boolean(&mut self, params: &Params, name: &str) -> Option<bool> {
        match params.text(name)? {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            given => {
                self.note(name, format!("Wanted type BooleanParam but got '{given}'"));
                None
            }
        }
    }

    /// A required truth value.
    pub fn needed_boolean(&mut self, params: &Params, name: &str) -> bool {
        if params.text(name).is_none() {
            self.note(name, MISSING);
        }
        self.boolean(params, name).unwrap_or(false)
    }

    /// A list, which must be written with brackets.
    pub fn list<'a>(&mut self, params: &'a Params, name: &str) -> Vec<&'a str> {
        if let Some(given) = params.text(name) {
            self.note(
                name,
                format!("Wanted type [String] but got '{given}'.  Perhaps you meant to specify an array like: {name}[]={given}"),
            );
        }
        params.list(name)
    }

    /// A number in the path.
    pub fn path_number(&mut self, name: &str, text: &str) -> u32 {
        text.parse().unwrap_or_else(|_| {
            self.note(name, format!("Wanted type Integer but got '{text}'"));
            0
        })
    }

    /// Notes that a required parameter is missing.
    pub fn missing(&mut self, name: &str) {
        self.note(name, MISSING);
    }

    /// Refuses the call if anything was noted.
    ///
    /// # Errors
    /// 400 with all that was noted.
    pub fn check(self) -> Result<(), Answer> {
        if self.messages.is_empty() {
            Ok(())
        } else {
            Err(refuse::fields(&self.messages))
        }
    }
}

/// Reads a JSON body; its content type does not matter.
///
/// # Errors
/// 400 in the words of the parser.
pub fn json(body: &[u8]) -> Result<Value, Answer> {
    serde_json::from_slice(body).map_err(|error| {
        let text = String::from_utf8_lossy(body);
        let (line, column) = if error.is_eof() {
            let last = text.rsplit('\n').next().unwrap_or_default();
            (text.matches('\n').count() + 1, last.chars().count() + 1)
        } else {
            (error.line(), error.column())
        };
        let what = if error.is_eof() {
            "unexpected end of input".to_owned()
        } else {
            let rest: String = text.chars().skip(column.saturating_sub(1)).take(20).collect();
            format!("unexpected character: '{}'", rest.trim())
        };
        refuse::text(
            400,
            format!("Had some trouble parsing your request: {what} at line {line} column {column}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_need_brackets() {
        let params = Params::read(Some("resolve[]=a&resolve[]=b&ref_id=x&n=abc"), None);
        assert_eq!(params.list("resolve"), vec!["a", "b"]);
        let mut faults = Faults::default();
        faults.list(&params, "ref_id");
        faults.integer(&params, "n");
        let refusal = faults.check().unwrap_err();
        assert_eq!(refusal.status, 400);
        let shown = format!("{refusal:?}");
        assert!(shown.contains("ref_id[]=x") && shown.contains("Wanted type Integer but got 'abc'"));
    }

    #[test]
    fn parse_errors_say_where() {
        let shown = format!("{:?}", json(b"{\"title\": ").unwrap_err());
        assert!(shown.contains("unexpected end of input at line 1 column 11"), "{shown}");
    }
}
