//! The files of static/, embedded, under addresses that carry a hash of their content: `/static/…`.
//!
//! An address never shows two contents, so browsers keep them for a year. All of `css/` is delivered as one
//! `css/app.css`, joined and compressed once when the first page asks for an address.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    io::Write,
    sync::LazyLock,
};

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    http::header::{
        ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_NONE_MATCH,
        VARY, X_CONTENT_TYPE_OPTIONS,
    },
    web,
};
use flate2::{Compression, write::GzEncoder};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// Where the files are served.
pub const PREFIX: &str = "/static/";

/// The stylesheet that all of `static/css/` is joined into.
const STYLESHEET: &str = "css/app.css";

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/static"]
#[exclude = "readme/*"]
struct Files;

struct Asset {
    url: String,
    content_type: String,
    etag: String,
    body: web::Bytes,
    /// Absent where compressing gains nothing: fonts, pictures.
    gzip: Option<web::Bytes>,
}

struct Assets {
    /// By name under static/, as the code calls them.
    by_name: HashMap<String, Asset>,
    /// From the path below [`PREFIX`], with its hash, to the name.
    by_path: HashMap<String, String>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(load);

/// The address of a file of static/: `url("app.js")` is `/static/app.0123456789ab.js`.
///
/// # Panics
/// When there is no such file. A test looks up every name that the sources mention.
pub fn url(name: &str) -> &'static str {
    find(name).unwrap_or_else(|| panic!("static/ holds no {name}"))
}

/// The address of a file of static/, if there is one.
pub fn find(name: &str) -> Option<&'static str> {
    ASSETS.by_name.get(name).map(|asset| asset.url.as_str())
}

/// Serves the files.
pub fn service() -> Resource {
    web::resource(format!("{PREFIX}{{path:.*}}")).route(web::get().to(serve)).route(web::head().to(serve))
}

/// GET /static/{path}
pub async fn serve(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    let Some(asset) = ASSETS.by_path.get(path.as_str()).and_then(|name| ASSETS.by_name.get(name)) else {
        return HttpResponse::NotFound().finish();
    };
    if header(request.headers(), IF_NONE_MATCH).contains(&asset.etag) {
        return HttpResponse::NotModified().insert_header((ETAG, asset.etag.clone())).finish();
    }

    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, asset.content_type.clone()))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((ETAG, asset.etag.clone()))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    match &asset.gzip {
        Some(gzip) => {
            response.insert_header((VARY, "Accept-Encoding"));
            if header(request.headers(), ACCEPT_ENCODING).contains("gzip") {
                return response.insert_header((CONTENT_ENCODING, "gzip")).body(gzip.clone());
            }
            response.body(asset.body.clone())
        }
        None => response.body(asset.body.clone()),
    }
}

fn header(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn load() -> Assets {
    let mut stylesheets = BTreeMap::new();
    let mut by_name = HashMap::new();
    for name in Files::iter() {
        let Some(file) = Files::get(&name) else { continue };
        if name.starts_with("css/") {
            stylesheets.insert(name.into_owned(), file.data);
        } else {
            by_name.insert(name.to_string(), asset(&name, file.data));
        }
    }
    let stylesheet = join(&stylesheets, &by_name);
    by_name.insert(STYLESHEET.to_owned(), asset(STYLESHEET, stylesheet.into_bytes().into()));

    let by_path = by_name.iter().map(|(name, asset)| (asset.url[PREFIX.len()..].to_owned(), name.clone())).collect();
    Assets { by_name, by_path }
}

/// Joins the stylesheets, the declaration of the layers first, and puts hashed addresses for `url("../NAME")`.
fn join(stylesheets: &BTreeMap<String, Cow<'static, [u8]>>, files: &HashMap<String, Asset>) -> String {
    const LAYERS: &str = "css/layers.css";

    let others = stylesheets.keys().map(String::as_str).filter(|name| *name != LAYERS);
    let mut css = String::new();
    for name in std::iter::once(LAYERS).chain(others) {
        css.push_str(&String::from_utf8_lossy(stylesheets.get(name).map_or(b"", |data| data)));
        css.push('\n');
    }
    for (name, asset) in files {
        css = css.replace(&format!("url(\"../{name}\")"), &format!("url(\"{}\")", asset.url));
    }
    css
}

fn asset(name: &str, data: Cow<'static, [u8]>) -> Asset {
    let hash = hex::encode(Sha256::digest(&data));
    let hash = &hash[..12];
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let mime = mime_guess::from_ext(extension).first_or_octet_stream();
    let text = mime.type_() == "text" || matches!(extension, "js" | "svg" | "json" | "webmanifest");
    let gzip = text.then(|| compress(&data)).filter(|gzip| gzip.len() < data.len());
    Asset {
        url: format!("{PREFIX}{stem}.{hash}.{extension}"),
        content_type: if text { format!("{mime}; charset=utf-8") } else { mime.to_string() },
        etag: format!("\"{hash}\""),
        body: data.into_owned().into(),
        gzip: gzip.map(Into::into),
    }
}

fn compress(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).and_then(|()| encoder.finish()).expect("writing to memory does not fail")
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use actix_web::{
        App,
        dev::ServiceResponse,
        http::StatusCode,
        test::{TestRequest, call_service, init_service, read_body},
    };

    use super::*;

    #[test]
    fn every_asset_that_the_sources_name_exists() {
        let mut missing = Vec::new();
        each_source(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut |path, text| {
            for call in text.split("assets::url(\"").skip(1) {
                let name = call.split('"').next().unwrap_or_default();
                if find(name).is_none() {
                    missing.push(format!("{}: {name}", path.display()));
                }
            }
        });
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn the_stylesheet_names_only_files_that_exist_and_declares_its_layers_first() {
        let css = String::from_utf8_lossy(&ASSETS.by_name[STYLESHEET].body).into_owned();
        assert!(css.starts_with("@layer "), "{}", &css[..80]);
        assert!(!css.contains("url(\"../"), "an address in css/ matches no file of static/");
    }

    #[test]
    fn other_peoples_files_are_as_they_were_published() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/static/vendor"));
        let sums = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
        let mut listed = 0;
        for (sum, name) in sums.lines().filter_map(|line| line.split_once("  ")) {
            assert_eq!(hex::encode(Sha256::digest(fs::read(folder.join(name)).unwrap())), sum, "{name}");
            listed += 1;
        }
        let kept = Files::iter().filter(|name| name.starts_with("vendor/")).count();
        assert_eq!(listed, kept - 2, "every file but the list and its README is in the list");
    }

    async fn get(path: &str, headers: &[(HeaderName, &str)]) -> ServiceResponse {
        let app = init_service(App::new().service(service())).await;
        let request =
            headers.iter().fold(TestRequest::get().uri(path), |request, header| request.insert_header(header.clone()));
        call_service(&app, request.to_request()).await
    }

    #[actix_web::test]
    async fn a_file_is_kept_for_a_year_and_comes_compressed_to_those_who_can() {
        let plain = get(url(STYLESHEET), &[]).await;
        assert_eq!(header(plain.headers(), CONTENT_TYPE), "text/css; charset=utf-8");
        assert_eq!(header(plain.headers(), CACHE_CONTROL), "public, max-age=31536000, immutable");

        let packed = get(url(STYLESHEET), &[(ACCEPT_ENCODING, "br, gzip")]).await;
        assert_eq!(header(packed.headers(), CONTENT_ENCODING), "gzip");

        let again = get(url(STYLESHEET), &[(IF_NONE_MATCH, header(plain.headers(), ETAG))]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert!(read_body(packed).await.len() < read_body(plain).await.len());
    }

    #[actix_web::test]
    async fn an_unknown_name_is_not_found_and_nothing_outside_static_is_reached() {
        for path in ["/static/app.css", "/static/css/app.000000000000.css", "/static/../Cargo.toml", "/static/"] {
            assert_eq!(get(path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    fn each_source(folder: &Path, visit: &mut impl FnMut(&Path, &str)) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                each_source(&path, visit);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("assets.rs") {
                visit(&path, &fs::read_to_string(&path).unwrap());
            }
        }
    }
}
