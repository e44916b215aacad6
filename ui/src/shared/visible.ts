/** Runs something the first time an element comes near the window: pages not looked at cost nothing. */
import type { Attachment } from "svelte/attachments";

export function whenVisible(run: () => void, enabled = true): Attachment {
  return (node) => {
    if (!enabled) {
      run();
      return;
    }
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        run();
      },
      { rootMargin: "400px" },
    );
    observer.observe(node);
    return () => observer.disconnect();
  };
}
