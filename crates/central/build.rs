//! Makes sure that the folder of the built pages exists, so that the crate compiles before they are built.

fn main() -> std::io::Result<()> {
    let pages = std::path::Path::new("../../ui/dist");
    if !pages.exists() {
        std::fs::create_dir_all(pages)?;
    }
    println!("cargo:rerun-if-changed=../../ui/dist");
    println!("cargo:rerun-if-changed=build.rs");
    Ok(())
}
