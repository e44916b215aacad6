//! From OpenAPI 3.1, which the generator writes, to 3.0.3, which the interoperability rules ask for.

use serde_json::{Map, Value, json};

/// Rewrites what 3.0.3 says otherwise: absence of a value, and files.
pub(super) fn to_3_0_3(description: &mut Value) {
    rewrite(description);
    description["openapi"] = json!("3.0.3");
}

fn rewrite(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(rewrite);
            nullable_type(object);
            nullable_choice(object);
            bytes(object);
            lone_reference(object);
            object.remove("propertyNames");
        }
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        _ => {}
    }
}

// `type: [string, 'null']`
fn nullable_type(object: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = object.get("type") else { return };
    let Some(kind) = types.iter().find(|kind| *kind != "null").cloned() else { return };
    let nullable = types.iter().any(|kind| kind == "null");
    object.insert("type".into(), kind);
    if nullable {
        object.insert("nullable".into(), json!(true));
    }
}

// `oneOf: [{type: 'null'}, {$ref: …}]`
fn nullable_choice(object: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = object.get("oneOf") else { return };
    let others: Vec<Value> = choices.iter().filter(|choice| choice["type"] != "null").cloned().collect();
    if others.len() == choices.len() {
        return;
    }
    object.remove("oneOf");
    object.insert("nullable".into(), json!(true));
    object.insert("allOf".into(), Value::Array(others));
}

// What stands beside a `$ref` does not count in 3.0.
fn lone_reference(object: &mut Map<String, Value>) {
    if object.len() > 1
        && let Some(reference) = object.remove("$ref")
    {
        object.insert("allOf".into(), json!([{ "$ref": reference }]));
    }
}

// A body of bytes: an array of small numbers to the generator, a binary string to the reader.
fn bytes(object: &mut Map<String, Value>) {
    let is_byte = object.get("items").is_some_and(|items| items["format"] == "int32" && items["minimum"] == 0);
    if object.get("type").is_some_and(|kind| kind == "array") && is_byte {
        object.remove("items");
        object.insert("type".into(), json!("string"));
        object.insert("format".into(), json!("binary"));
    }
}
