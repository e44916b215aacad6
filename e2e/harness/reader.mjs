/** A barcode reader: real keys of the browser, each a few milliseconds after the other by the event's own clock, however busy the machine is. */
const GAP_SECONDS = 0.004;
const KEYS = { Enter: { code: "Enter", windowsVirtualKeyCode: 13, text: "\r" }, Tab: { code: "Tab", windowsVirtualKeyCode: 9 } };

/** Reads `text`, ended by a key or, with `end` empty, by silence. */
export async function reads(page, text, end = "Enter") {
  const session = await page.context().newCDPSession(page);
  let timestamp = Date.now() / 1000;
  const sent = [...text, ...(end ? [end] : [])].flatMap((key) => {
    timestamp += GAP_SECONDS;
    const what = { key, timestamp, ...(KEYS[key] ?? { text: key }) };
    return [{ ...what, type: what.text ? "keyDown" : "rawKeyDown" }, { ...what, text: undefined, type: "keyUp" }];
  });
  await Promise.all(sent.map((event) => session.send("Input.dispatchKeyEvent", event)));
  await session.detach();
}
