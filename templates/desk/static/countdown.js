// Counts down to instants by the server's clock: the browser's own may be wrong. <time data-until="2026-03-05T00:01:00Z">
(() => {
  const told = document.querySelector("meta[name=server-time]");
  if (!told || !told.content) return;
  const offset = Date.parse(told.content) - performance.now();
  const now = () => offset + performance.now();
  const voice = document.getElementById("countdown-voice");
  const spoken = new Set();
  const two = (number) => String(number).padStart(2, "0");
  const face = (seconds) => {
    const days = Math.floor(seconds / 86400), hours = Math.floor(seconds / 3600) % 24;
    const minutes = Math.floor(seconds / 60) % 60;
    if (days) return `${days} d ${two(hours)} h`;
    return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
  };
  const speak = (element, seconds) => {
    const minutes = [1, 5, 10].find((one) => seconds <= one * 60 && seconds > one * 60 - 5);
    const key = `${element.dataset.until} ${minutes}`;
    if (!minutes || !voice || spoken.has(key) || !element.dataset.voice) return;
    spoken.add(key);
    voice.textContent = element.dataset.voice.replace("{minutes}", String(minutes));
  };
  const tick = () => {
    for (const element of document.querySelectorAll("time[data-until]")) {
      const seconds = Math.max(0, Math.ceil((Date.parse(element.dataset.until) - now()) / 1000));
      element.textContent = seconds ? face(seconds) : element.dataset.now || "0:00";
      speak(element, seconds);
    }
    setTimeout(tick, 1000 - (now() % 1000));
  };
  tick();
})();
