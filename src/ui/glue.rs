//! The few calls into the browser that `web-sys` keeps behind unstable switches or does not know.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// What the boot file offers as `window.playground`.
pub fn playground() -> Option<JsValue> {
    Reflect::get(&window(), &"playground".into())
        .ok()
        .filter(JsValue::is_object)
}

/// Calls `target.method(arguments…)`.
pub fn call(target: &JsValue, method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(target, &method.into()).ok()?.dyn_into().ok()?;
    let list: Array = arguments.iter().collect();
    Reflect::apply(&function, target, &list).ok()
}

/// The same for a method that answers with a promise.
pub async fn call_async(
    target: &JsValue,
    method: &str,
    arguments: &[JsValue],
) -> Result<JsValue, JsValue> {
    let answer = call(target, method, arguments).ok_or(JsValue::UNDEFINED)?;
    JsFuture::from(Promise::resolve(&answer)).await
}

/// A plain object.
pub fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// Puts `text` on the clipboard; `then` hears whether that worked.
pub fn copy(text: String, then: impl Fn(bool) + 'static) {
    leptos::task::spawn_local(async move {
        let clipboard =
            Reflect::get(&window().navigator(), &"clipboard".into()).unwrap_or_default();
        then(
            call_async(&clipboard, "writeText", &[text.into()])
                .await
                .is_ok(),
        );
    });
}

/// The text of a file of ours.
pub async fn fetch_text(address: &str) -> Option<String> {
    let response = call_async(&window(), "fetch", &[address.into()])
        .await
        .ok()?;
    if Reflect::get(&response, &"ok".into()).ok()? != JsValue::TRUE {
        return None;
    }
    call_async(&response, "text", &[]).await.ok()?.as_string()
}

/// Offers `text` as a download.
pub fn download(name: &str, text: &str) {
    let parts = Array::of1(&text.into());
    let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) else {
        return;
    };
    let Ok(url_class) = Reflect::get(&window(), &"URL".into()) else {
        return;
    };
    let Some(url) = call(&url_class, "createObjectURL", &[blob.into()]) else {
        return;
    };
    let Ok(link) = leptos::prelude::document().create_element("a") else {
        return;
    };
    let _ = link.set_attribute("href", &url.as_string().unwrap_or_default());
    let _ = link.set_attribute("download", name);
    call(&link, "click", &[]);
    call(&url_class, "revokeObjectURL", &[url]);
}
