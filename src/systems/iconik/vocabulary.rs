//! Which metadata fields and views iconik has, with their choices and limits.

use std::collections::BTreeMap;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;

use super::{Iconik, MetadataField, MetadataView};
use crate::domain::vocabulary::FieldOption;
use crate::domain::{IconikField, IconikView};
use crate::systems::error::SystemError;

impl Iconik {
    /// All metadata fields by name, with their choices and limits.
    ///
    /// # Errors
    /// As any request.
    pub async fn fields_by_name(&self) -> Result<BTreeMap<String, IconikField>, SystemError> {
        let fields = self.metadata_fields().await?;
        Ok(fields.iter().map(|field| (field.name.clone(), field_of(field))).collect())
    }

    /// All metadata views with their fields; each is read by itself only where the list does not name its fields.
    ///
    /// # Errors
    /// As any request.
    pub async fn views_with_fields(&self) -> Result<Vec<IconikView>, SystemError> {
        stream::iter(self.metadata_views().await?)
            .map(|view| async move {
                if view.body.get("view_fields").is_some_and(Value::is_array) {
                    return Ok(Some(view));
                }
                match self.metadata_view(view.id).await {
                    Ok(view) => Ok(Some(view)),
                    // Gone since, or one that the account may not see.
                    Err(error) if error.is_not_found() => Ok(None),
                    Err(SystemError::Forbidden { .. }) => Ok(None),
                    Err(error) => Err(error),
                }
            })
            .buffered(4)
            .try_filter_map(|view| async move { Ok(view.as_ref().map(view_of)) })
            .try_collect()
            .await
    }
}

/// What rules need to know of a field.
#[must_use]
pub fn field_of(field: &MetadataField) -> IconikField {
    let body = &field.body;
    let flag = |name: &str| body.get(name).and_then(Value::as_bool).unwrap_or(false);
    let number = |name: &str| body.get(name).and_then(Value::as_f64);
    let options = body.get("options").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    IconikField {
        name: field.name.clone(),
        label: field.label.clone(),
        field_type: field.field_type.clone(),
        required: flag("required"),
        read_only: flag("read_only"),
        multi: field.multi,
        options: options.iter().filter_map(option_of).collect(),
        min_value: number("min_value"),
        max_value: number("max_value"),
        description: body.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
    }
}

fn option_of(option: &Value) -> Option<FieldOption> {
    let words = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let value = option.get("value").map_or_else(|| words(option), words)?;
    Some(FieldOption {
        label: option.get("label").and_then(words).unwrap_or_else(|| value.clone()),
        value,
    })
}

/// What rules need to know of a view.
#[must_use]
pub fn view_of(view: &MetadataView) -> IconikView {
    IconikView {
        id: view.id.to_string(),
        name: view.name.clone(),
        fields: view.fields.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn choices_and_limits_are_read_whatever_their_form() {
        let field = field_of(&MetadataField {
            name: "Series".into(),
            label: "Series".into(),
            field_type: "drop_down".into(),
            multi: true,
            blocks: false,
            warns: false,
            body: json!({"required": true, "min_value": 0, "max_value": 9.5, "description": null,
                "options": [{"value": "p", "label": "Photographs"}, {"value": 7}, "loose", {"label": "no value"}, null]}),
        });
        let options: Vec<(&str, &str)> = field
            .options
            .iter()
            .map(|option| (option.value.as_str(), option.label.as_str()))
            .collect();
        assert_eq!(options, [("p", "Photographs"), ("7", "7"), ("loose", "loose")]);
        assert_eq!((field.min_value, field.max_value), (Some(0.0), Some(9.5)));
        assert!(field.required && field.multi && !field.read_only);
    }
}
