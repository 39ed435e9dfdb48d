//! Forms with a file (`multipart/form-data`): the file, and the fields beside it.

use actix_multipart::{Multipart, MultipartError};
use actix_web::{FromRequest, HttpRequest, dev::Payload, error::PayloadError, http::header::HeaderMap, web::Bytes};
use futures_util::{
    FutureExt, Stream, StreamExt, TryStreamExt,
    future::{LocalBoxFuture, ready},
    stream,
};

use crate::{domain::length, error::Error};

/// The longest such form that is read.
pub const LIMIT: usize = 16 * 1024 * 1024;

/// What such a form sent.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    name: String,
    /// Of a file only.
    file_name: Option<String>,
    content: Vec<u8>,
}

impl Upload {
    /// What was typed or chosen in a field.
    pub fn field(&self, name: &str) -> &str {
        let part = self.parts.iter().find(|part| part.name == name && part.file_name.is_none());
        part.and_then(|part| std::str::from_utf8(&part.content).ok()).unwrap_or_default()
    }

    /// The file that was chosen, with its name. Browsers send one without a name when none was.
    pub fn file(&self, name: &str) -> Option<(&str, &[u8])> {
        let part = self.parts.iter().find(|part| part.name == name)?;
        let file_name = part.file_name.as_deref().filter(|file_name| !file_name.is_empty())?;
        Some((file_name, &part.content))
    }
}

impl FromRequest for Upload {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let parts = Multipart::new(request.headers(), payload.take());
        read(parts).boxed_local()
    }
}

async fn read(mut form: Multipart) -> Result<Upload, Error> {
    let unreadable = |error: MultipartError| Error::Unreadable(error.to_string());
    let mut upload = Upload::default();
    while let Some(mut field) = form.try_next().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        let disposition = field.content_disposition();
        let file_name = disposition.and_then(|it| it.get_filename()).map(str::to_owned);
        let mut content = Vec::new();
        while let Some(chunk) = field.try_next().await.map_err(unreadable)? {
            content.extend_from_slice(&chunk);
        }
        let text = file_name.as_deref().or_else(|| str::from_utf8(&content).ok());
        length::check(&name, text.unwrap_or_default()).map_err(Error::TooLong)?;
        upload.parts.push(Part { name, file_name, content });
    }
    Ok(upload)
}

/// The whole body of such a form.
pub async fn body(payload: &mut Payload) -> Result<Bytes, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Error::Unreadable(error.to_string()))?;
        if body.len() + chunk.len() > LIMIT {
            return Err(Error::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}

/// One field of a body that was read already.
pub async fn field_of(headers: &HeaderMap, body: Bytes, name: &str) -> Option<String> {
    let mut form = Multipart::new(headers, once(body));
    while let Ok(Some(mut field)) = form.try_next().await {
        if field.name() == Some(name) {
            let content = field.bytes(LIMIT).await.ok()?.ok()?;
            return String::from_utf8(content.to_vec()).ok();
        }
        while field.try_next().await.ok()?.is_some() {}
    }
    None
}

fn once(body: Bytes) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    stream::once(ready(Ok(body)))
}
