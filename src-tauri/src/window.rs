//! The one window: it opens on the program's own pages and goes nowhere else.

use tauri::{
    AppHandle, Manager, Url, WebviewWindowBuilder,
    webview::{DownloadEvent, NewWindowResponse},
};

const LABEL: &str = "main";

/// Opens the window as `tauri.conf.json` describes it.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.iter().find(|window| window.label == LABEL) else {
        return Err(tauri::Error::WindowNotFound);
    };
    WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, event| !matches!(event, DownloadEvent::Requested { .. }))
        .build()?;
    Ok(())
}

/// Brings the window to the front, when the program is started a second time.
pub fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if let Err(error) = window.unminimize().and_then(|()| window.set_focus()) {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// Whether an address is one of the program's own pages: `tauri://localhost`, on Windows `http://tauri.localhost`.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_opened() {
        let ours = |address: &str| Url::parse(address).is_ok_and(|url| is_ours(&url));
        assert!(cfg!(windows) || ours("tauri://localhost/index.html"));
        for other in [
            "https://tauri.localhost.example.it/",
            "https://tauri.localhost:8443/",
            "http://127.0.0.1/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "tauri://elsewhere/",
        ] {
            assert!(!ours(other), "{other}");
        }
    }
}
