//! One request a line in, one answer a line out, until the input ends.

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use sportello_core::{App, Error, api};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, stdin, stdout};

#[derive(Deserialize)]
struct Line {
    call: String,
    #[serde(default)]
    request: Value,
}

/// Answers `{"response": …}` or `{"error": …}`.
pub async fn serve(app: &App) -> Result<()> {
    let mut lines = BufReader::new(stdin()).lines();
    let mut out = stdout();
    while let Some(line) = lines.next_line().await? {
        let answer = match serde_json::from_str::<Line>(&line) {
            Ok(line) => api::call(app, &line.call, line.request).await,
            Err(_) => Err(Error::BadRequest),
        };
        let answer = match answer {
            Ok(response) => json!({ "response": response }),
            Err(error) => {
                if let Error::Internal(fault) = &error {
                    tracing::error!("{fault:#}");
                }
                json!({ "error": error })
            }
        };
        out.write_all(format!("{answer}\n").as_bytes()).await?;
        out.flush().await?;
    }
    Ok(())
}
