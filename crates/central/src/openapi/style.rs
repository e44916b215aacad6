//! What every operation has in common and the handlers do not repeat: problems, waiting times, security, contact.

use serde_json::{Map, Value, json};
use sportello_protocol::BASE_PATH;

/// Operations without a voucher.
const OPEN: [&str; 4] = ["/status", "/enrolments", "/token", "/meetings/entries"];

/// Adds the common parts.
pub(super) fn dress(description: &mut Value) {
    description["info"] = json!({
        "title": "Sportello Evoluto",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "Appuntamenti, documenti e videochiamate degli sportelli comunali con INPS, e i dati del welfare \
            del comune. Un'interfaccia di Sportello Evoluto, non di INPS.",
        "x-summary": "Sincronizza gli sportelli di un comune con la Centrale.",
        "x-api-id": "5b0c3c1e-6f0f-4d0e-9d3e-3b8f6a0c2f11",
        "contact": { "name": "Sportello Evoluto", "email": "sportello@example.it", "url": "https://centrale.example.it" },
        "license": { "name": "EUPL-1.2", "url": "https://eupl.eu/1.2/it/" },
    });
    description["servers"] = json!([{
        "url": format!("https://centrale.example.it{BASE_PATH}"),
        "description": "La Centrale di un comune; l'indirizzo è un esempio.",
    }]);
    description["tags"] = json!([
        tag("status", "Se la Centrale può rispondere."),
        tag("enrolment", "L'identità di uno sportello."),
        tag("token", "I voucher."),
        tag("commands", "Ciò che uno sportello chiede."),
        tag("changes", "Ciò che è cambiato."),
        tag("comune", "Operatori, motivi della visita e orari."),
        tag("documents", "Documenti e caricamenti (tus 1.0)."),
        tag("meetings", "Le videochiamate."),
        tag("snapshot", "I dati del welfare."),
    ]);
    components(&mut description["components"]);
    description["security"] = json!([{ "voucher": [] }]);
    if let Some(paths) = description["paths"].as_object_mut() {
        for (path, operations) in paths {
            for (method, operation) in operations.as_object_mut().into_iter().flatten() {
                self::operation(path, method, operation);
            }
        }
    }
}

fn tag(name: &str, description: &str) -> Value {
    json!({ "name": name, "description": description })
}

fn components(components: &mut Value) {
    components["securitySchemes"] = json!({ "voucher": {
        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
        "description": "Il voucher di POST /token (ES256, typ at+jwt), valido dieci minuti.",
    }});
    let retry = json!({ "Retry-After": {
        "description": "Seconds to wait.",
        "schema": { "type": "integer", "format": "int32", "minimum": 1, "maximum": 3600 },
    }});
    let mut waits = problem("Too many requests, or Centrale cannot answer now.");
    waits["headers"] = retry;
    components["responses"] = json!({ "Problem": problem("The request was not carried out."), "ComeAgain": waits });
}

fn problem(description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

fn operation(path: &str, method: &str, operation: &mut Value) {
    let open = OPEN.contains(&path);
    if operation["description"].is_null() {
        operation["description"] = operation["summary"].clone();
    }
    operation["operationId"] = json!(operation_id(path, method));
    for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
        // A parameter is there or not; it is never null.
        if let Some(schema) = parameter["schema"].as_object_mut() {
            schema.remove("nullable");
        }
    }
    if operation["parameters"].is_null()
        && let Some(operation) = operation.as_object_mut()
    {
        operation.remove("parameters");
    }
    if open {
        operation["security"] = json!([]);
    }
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (status, response) in responses.iter_mut() {
        if status.starts_with(['4', '5']) {
            let description = response["description"].as_str().unwrap_or_default().to_owned();
            *response = problem(&description);
        }
        describe_headers(response);
    }
    if !open {
        also(responses, "401", problem("The voucher is missing, wrong or ended."));
    }
    also(responses, "429", json!({ "$ref": "#/components/responses/ComeAgain" }));
    also(responses, "503", json!({ "$ref": "#/components/responses/ComeAgain" }));
    also(responses, "default", json!({ "$ref": "#/components/responses/Problem" }));
    if method == "get" && responses.contains_key("304") {
        let tag = json!({ "description": "The tag of this answer, for If-None-Match.", "schema": { "type": "string", "maxLength": 80 } });
        for status in ["200", "304"] {
            responses[status]["headers"]["ETag"] = tag.clone();
        }
    }
}

fn operation_id(path: &str, method: &str) -> String {
    let nouns: Vec<&str> = path.split(['/', '{', '}', '-']).filter(|noun| !noun.is_empty()).collect();
    format!("{method}_{}", nouns.join("_"))
}

fn also(responses: &mut Map<String, Value>, status: &str, response: Value) {
    responses.entry(status).or_insert(response);
}

// A rule of the house: every header says what it is.
fn describe_headers(response: &mut Value) {
    for (name, header) in response["headers"].as_object_mut().into_iter().flatten() {
        if header.get("description").is_none() {
            header["description"] = json!(format!("{name}, as the protocol defines it."));
        }
    }
    if response["headers"].is_null()
        && let Some(response) = response.as_object_mut()
    {
        response.remove("headers");
    }
}
