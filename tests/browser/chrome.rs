//! A Chromium of our own, driven through a driver of our own on a port that was free.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use mandato::{i18n::Language, user::Role};
use serde::Deserialize;
use serde_json::json;
use thirtyfour::{
    By, ChromeCapabilities, ChromiumLikeCapabilities, Key, TypingData, WebDriver, WebElement, error::WebDriverResult,
};
use uuid::Uuid;

use crate::support::{PASSWORD, TestApp};

/// How long a page may take to show what a test waits for; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(40);

const PHONE: [u32; 1] = [360];
/// A tablet, windows beside which the navigation just fits, and a desk.
const DESKS: [u32; 6] = [768, 960, 1024, 1152, 1216, 1280];

const AXE: &str = include_str!("vendor/axe-core-4.14.1/axe.min.js");

/// A browser window. Dropping it ends browser and driver.
pub struct Chrome {
    driver: WebDriver,
    /// Where pages are, without a slash at the end.
    base: String,
    /// In points; no page may need more. The last is what it is shown in.
    widths: &'static [u32],
    process: Child,
}

impl Drop for Chrome {
    fn drop(&mut self) {
        // The driver's own farewell needs the runtime that this blocks; said by hand it takes no time.
        let _ = self.driver.clone().leak();
        let server = self.driver.handle().server_url();
        let address = (server.host_str().unwrap_or_default(), server.port().unwrap_or_default());
        if let Ok(mut stream) = TcpStream::connect(address) {
            let session = self.driver.session_id();
            let _ =
                write!(stream, "DELETE /session/{session} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            let _ = stream.set_read_timeout(Some(PATIENCE));
            let _ = stream.read(&mut [0; 512]);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Chrome {
    /// A window as on a desk.
    pub async fn desk(app: &TestApp) -> Self {
        Self::desk_at(&address(app)).await
    }

    /// The same for a portal at this address, without a slash at the end.
    pub async fn desk_at(base: &str) -> Self {
        Self::start(base, false).await
    }

    /// A phone of 360 by 780 points that is touched.
    pub async fn phone(app: &TestApp) -> Self {
        Self::phone_at(&address(app)).await
    }

    pub async fn phone_at(base: &str) -> Self {
        Self::start(base, true).await
    }

    async fn start(base: &str, phone: bool) -> Self {
        let (process, port) = start_driver();
        let mut wishes = ChromeCapabilities::new();
        for wish in [
            "--headless=new",
            "--window-size=1280,900",
            // Containers: no user namespaces for root, little shared memory.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            // Nothing moves, so nothing has to be waited for.
            "--force-prefers-reduced-motion",
            "--lang=en",
        ] {
            wishes.add_arg(wish).unwrap();
        }
        if phone {
            let screen = json!({"deviceMetrics": {"width": 360, "height": 780, "pixelRatio": 1.0, "touch": true}});
            wishes.add_experimental_option("mobileEmulation", screen).unwrap();
        }
        wishes.as_mut().set("goog:loggingPrefs", json!({"browser": "ALL"})).unwrap();
        let driver = WebDriver::builder(format!("http://127.0.0.1:{port}"), wishes)
            .connect()
            .await
            .expect("Chromium starts: is it installed?");
        let base = base.to_owned();
        Self { driver, base, widths: if phone { &PHONE } else { &DESKS }, process }
    }

    /// Signs in with an account of its own.
    pub async fn sign_in(&self, app: &TestApp, role: Role, language: Language) {
        let email = format!("{}@company.example", Uuid::now_v7().simple());
        app.make_user(&email, role, language).await;
        self.open("/login").await;
        self.fill_in_the_sign_in(&email).await;
    }

    /// Signs in on the page that asks for it.
    pub async fn fill_in_the_sign_in(&self, email: &str) {
        self.fill("#email", email).await;
        self.fill("#password", PASSWORD).await;
        self.click("main button[type=submit]").await;
        self.see("body.office").await;
    }

    /// Opens an address: a path of the portal, or a whole address elsewhere.
    pub async fn open(&self, address: &str) {
        let address = if address.starts_with('/') { format!("{}{address}", self.base) } else { address.to_owned() };
        self.driver.goto(address).await.unwrap();
    }

    /// Loses the session, as when it ended by itself.
    pub async fn forget_session(&self) {
        self.driver.delete_all_cookies().await.unwrap();
    }

    /// The path and query of the page that is shown.
    pub async fn path(&self) -> String {
        let url = self.driver.current_url().await.unwrap();
        url.as_str().strip_prefix(&self.base).unwrap_or(url.as_str()).to_owned()
    }

    /// Waits until the page with this path and query is shown.
    pub async fn see_path(&self, path: &str) {
        self.until(path, async || self.path().await == path).await;
    }

    /// Waits until a JavaScript expression has this value: what a page does, it does after the click that asks for it.
    pub async fn see_value(&self, expression: &str, value: impl Into<serde_json::Value>) {
        let value = value.into();
        let wish = format!("a page where {expression} is {value}");
        self.wait_for(&wish, async || {
            let found = self.driver.execute(format!("return {expression}"), Vec::new()).await?;
            Ok((*found.json() == value).then_some(()))
        })
        .await;
    }

    /// Does what leads to another page and waits until that has come: until then, what one sees may be of the old one.
    pub async fn turn_page(&self, act: impl Future<Output = ()>) {
        const OLD: &str = "document.documentElement.dataset.isOld";
        self.driver.execute(format!("{OLD} = true"), Vec::new()).await.unwrap();
        act.await;
        self.see_value(&format!("{OLD} === undefined && document.readyState === 'complete'"), true).await;
    }

    /// The first visible element that matches, waited for.
    pub async fn see(&self, selector: &str) -> WebElement {
        self.see_text(selector, "").await
    }

    /// The first visible element that matches and says `text`, waited for.
    pub async fn see_text(&self, selector: &str, text: &str) -> WebElement {
        const FIND: &str = "const [selector, text] = arguments;
            return [...document.querySelectorAll(selector)]
                .find((element) => element.checkVisibility() && element.innerText.includes(text)) ?? null;";
        let wish = format!("{selector} that says {text:?}");
        self.wait_for(&wish, async || {
            let found = self.driver.execute(FIND, vec![json!(selector), json!(text)]).await?;
            if found.json().is_null() { Ok(None) } else { found.element().map(Some) }
        })
        .await
    }

    /// Waits until `look` says so.
    pub async fn until(&self, wish: &str, look: impl AsyncFn() -> bool) {
        self.wait_for(wish, async || Ok(look().await.then_some(()))).await;
    }

    /// Waits until nothing that matches is visible any more.
    pub async fn gone(&self, selector: &str) {
        const LOOK: &str = "const [selector] = arguments;
            return [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());";
        self.wait_for(&format!("a page without {selector}"), async || {
            let is_there: bool = self.driver.execute(LOOK, vec![json!(selector)]).await?.convert()?;
            Ok((!is_there).then_some(()))
        })
        .await;
    }

    /// Looks again and again. What goes wrong in between does not count: pages are exchanged while one looks.
    async fn wait_for<T>(&self, wish: &str, look: impl AsyncFn() -> WebDriverResult<Option<T>>) -> T {
        let start = Instant::now();
        let mut pace = tokio::time::interval(LOOK_EVERY);
        while start.elapsed() < PATIENCE {
            pace.tick().await;
            if let Ok(Some(found)) = look().await {
                return found;
            }
        }
        panic!("{} does not become {wish}; it shows:\n{}", self.path().await, self.text().await)
    }

    pub async fn click(&self, selector: &str) {
        self.click_on(selector, "").await;
    }

    /// Clicks the link or button that says `text`.
    pub async fn press(&self, text: &str) {
        self.click_on("a, button, summary, label", text).await;
    }

    async fn click_on(&self, selector: &str, text: &str) {
        let wish = format!("a page where {selector} {text:?} can be clicked");
        self.wait_for(&wish, async || self.see_text(selector, text).await.click().await.map(Some)).await;
    }

    /// Types into a field, which is emptied first.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.see(selector).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Presses a key where the focus is.
    pub async fn key(&self, key: impl Into<TypingData>) {
        self.driver.action_chain().send_keys(key).perform().await.unwrap();
    }

    /// Presses a key while another is held.
    pub async fn key_with(&self, held: Key, key: char) {
        self.driver
            .action_chain()
            .key_down(held.clone())
            .send_keys(key.to_string())
            .key_up(held)
            .perform()
            .await
            .unwrap();
    }

    /// Gives the page so much room.
    async fn resize(&self, width: u32) {
        let set = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500});
        self.cdp("Emulation.setDeviceMetricsOverride", set).await;
    }

    /// Short words that have no room on one line: an address may break anywhere, a word may not.
    async fn broken_words(&self) -> Vec<String> {
        const BROKEN: &str = "(() => {
            const broken = [];
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const text = texts.currentNode;
                const within = text.parentElement;
                if (!within.checkVisibility() || within.getBoundingClientRect().width < 2) continue;
                if (getComputedStyle(within).hyphens === 'auto' || within.closest('.visually-hidden, thead')) continue;
                for (const { 0: word, index } of text.data.matchAll(/(?<![^\\s(])\\p{L}{2,12}(?![^\\s,.;:!?)])/gu)) {
                    const range = document.createRange();
                    range.setStart(text, index);
                    range.setEnd(text, index + word.length);
                    if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) broken.push(word);
                }
            }
            return broken;
        })()";
        self.ask(BROKEN).await
    }

    /// Menus whose list would open outside the window, also where its button comes first in a row, as when the row is full.
    async fn menus_outside(&self) -> Vec<String> {
        const OUTSIDE: &str = "[...document.querySelectorAll('details.menu')].filter((menu) => {
            if (!menu.checkVisibility() || menu.open) return false;
            const { parentElement: row, nextSibling: next } = menu;
            row.prepend(menu);
            menu.open = true;
            const { left, right } = menu.querySelector('ul').getBoundingClientRect();
            menu.open = false;
            row.insertBefore(menu, next);
            return left < 0 || right > document.documentElement.clientWidth;
        }).map((menu) => menu.innerText)";
        self.ask(OUTSIDE).await
    }

    /// What says something by its ground alone, as a step that was done, says it on paper as well.
    async fn left_out_on_paper(&self) -> Vec<String> {
        const LEFT_OUT: &str = "[...document.querySelectorAll('main *')].filter((element) => {
            const { backgroundColor, printColorAdjust } = getComputedStyle(element);
            return element.checkVisibility() && backgroundColor !== 'rgba(0, 0, 0, 0)' && printColorAdjust !== 'exact';
        }).map((element) => `left out on paper: ${element.tagName} ${element.className}`)";
        self.cdp("Emulation.setEmulatedMedia", json!({"media": "print"})).await;
        let left_out = self.ask(LEFT_OUT).await;
        self.cdp("Emulation.setEmulatedMedia", json!({"media": ""})).await;
        left_out
    }

    /// Waits until the mail on the page stands in a frame as high as itself.
    pub async fn see_the_whole_mail(&self) {
        const IS_WHOLE: &str =
            "[...document.querySelectorAll('.preview iframe')].every(({ clientHeight, contentDocument }) => {
            const mail = contentDocument?.documentElement.offsetHeight;
            return contentDocument.URL !== 'about:blank' && mail > 0 && mail <= clientHeight;
        })";
        self.wait_for("a page with the whole mail", async || Ok(self.ask::<bool>(IS_WHOLE).await.then_some(()))).await;
    }

    async fn cdp(&self, command: &str, parameters: serde_json::Value) {
        self.driver.cdp().send_raw(command, parameters).await.unwrap();
    }

    /// Everything that can be read on the page.
    pub async fn text(&self) -> String {
        self.driver.find(By::Tag("body")).await.unwrap().text().await.unwrap()
    }

    /// The value of a JavaScript expression.
    pub async fn ask<T: for<'de> Deserialize<'de>>(&self, expression: &str) -> T {
        let script = format!("return {expression}");
        self.driver.execute(script, Vec::new()).await.unwrap().convert().unwrap()
    }

    /// Axe finds nothing in light and dark, nothing reaches over the edge of any window, nothing is left out on paper, and
    /// the browser has not complained.
    pub async fn check(&self) {
        let mut complaints = Vec::new();
        for theme in ["light", "dark"] {
            let set = format!("document.documentElement.dataset.theme = {theme:?}");
            self.driver.execute(set, Vec::new()).await.unwrap();
            for violation in self.axe().await {
                complaints.push(format!("{theme}: {violation}"));
            }
        }
        self.driver.execute("document.documentElement.dataset.theme = 'system'", Vec::new()).await.unwrap();
        for room in self.widths {
            if self.widths.len() > 1 {
                self.resize(*room).await;
            }
            let width: u32 = self.ask("document.documentElement.scrollWidth").await;
            if width > *room {
                complaints.push(format!("the page is {width} wide in a window of {room}"));
            }
            for menu in self.menus_outside().await {
                complaints.push(format!("the menu {menu:?} opens outside a window of {room}"));
            }
            for word in self.broken_words().await {
                complaints.push(format!("{word:?} is broken in a window of {room}"));
            }
        }
        complaints.extend(self.left_out_on_paper().await);
        for entry in self.driver.browser_log().await.unwrap() {
            // A refused form is answered with 422, which the browser logs as trouble of the network.
            let expected = entry.message.contains("status of 4") && !entry.message.contains("/static/");
            if entry.level == "SEVERE" && !expected {
                complaints.push(entry.message);
            }
        }
        assert!(complaints.is_empty(), "{}:\n{}", self.path().await, complaints.join("\n"));
    }

    async fn axe(&self) -> Vec<String> {
        const RUN: &str = "const done = arguments[arguments.length - 1];
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            axe.run(document, { runOnly: tags }).then(({ violations }) => done(violations.flatMap(({ id, nodes }) =>
                nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`))), (error) => done([String(error)]));";
        self.driver.execute(AXE, Vec::new()).await.unwrap();
        self.driver.execute_async(RUN, Vec::new()).await.unwrap().convert().unwrap()
    }
}

/// Where the portal is.
fn address(app: &TestApp) -> String {
    app.app.config.public_url.to_string()
}

/// A driver and its port. It takes the same port of IPv4 and IPv6 and gives up when only one is free: then another tries.
fn start_driver() -> (Child, u16) {
    (0..10).find_map(|_| try_driver()).expect("chromedriver says its port")
}

fn try_driver() -> Option<(Child, u16)> {
    let child = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut process = child.expect("chromedriver starts: is chromium-driver installed?");
    let output = process.stdout.take().expect("its output was asked for");
    let mut lines = BufReader::new(output).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok());
    let Some(port) = port else {
        process.wait().expect("a driver that closed its output ends");
        return None;
    };
    // It must be able to go on writing.
    std::thread::spawn(move || lines.for_each(drop));
    Some((process, port))
}
