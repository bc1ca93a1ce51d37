// SPDX-License-Identifier: MIT
// The player of a report: the files of the recording, one after the other, or one copy in which they follow each other
// without its pauses, beside a clock on which pauses count. Nothing is fetched, and nothing here makes HTML out of words of the recording.
'use strict';
(() => {
  const player = document.getElementById('player');
  const data = JSON.parse(document.getElementById('data').textContent);
  if (!player || data.stretches.length === 0) return;
  const wave = document.getElementById('wave');
  const cursor = document.getElementById('cursor');
  const slider = document.getElementById('position');
  const shown = document.getElementById('clock');
  const follow = document.getElementById('follow');
  const button = document.getElementById('play');
  const lost = document.getElementById('lost');
  const lines = [...document.querySelectorAll('ol.lines li[data-from]')].map(
      (element) => ({element, from: Number(element.dataset.from), to: Number(element.dataset.to)}));
  const files = data.files;  // none: what is played is one file, which the page has already
  const inFile = new Map();
  for (const stretch of data.stretches) inFile.set(stretch.file, [...(inFile.get(stretch.file) || []), stretch]);
  let loaded = 0;
  let current = null;
  let dragging = false;
  let animating = false;

  // The last one whose `key` is not after `value`; they are in order.
  const lastBefore = (list, key, value) => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle][key] <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  const toClock = (played) => {
    const list = inFile.get(loaded);
    const at = list[Math.max(lastBefore(list, 'played', played + 1e-6), 0)];
    return at.from + Math.min(Math.max(played - at.played, 0), at.length);
  };
  // In a pause there is nothing to hear: what comes after it is.
  const toPlace = (clock) => {
    const index = Math.max(lastBefore(data.stretches, 'from', clock + 1e-6), 0);
    const at = data.stretches[index];
    if (clock < at.from + at.length) return {file: at.file, played: at.played + Math.max(clock - at.from, 0)};
    const next = data.stretches[index + 1];
    return next ? {file: next.file, played: next.played} : {file: at.file, played: at.played + at.length};
  };
  const clockText = (seconds) => {
    const whole = Math.max(Math.floor(seconds + 1e-3), 0);
    const two = (number) => String(number).padStart(2, '0');
    const hours = Math.floor(whole / 3600);
    const rest = two(Math.floor(whole / 60) % 60) + ':' + two(whole % 60);
    return hours > 0 ? hours + ':' + rest : rest;
  };

  const showLine = (clock) => {
    const index = lastBefore(lines, 'from', clock + 1e-3);
    const now = index >= 0 && clock < lines[index].to ? lines[index].element : null;
    if (now === current) return;
    if (current) current.removeAttribute('aria-current');
    current = now;
    if (!now) return;
    now.setAttribute('aria-current', 'true');
    if (follow && follow.checked && !player.paused) now.scrollIntoView({block: 'center'});
  };
  const show = () => {
    const clock = toClock(player.currentTime);
    const percent = data.length > 0 ? Math.min(clock / data.length, 1) * 100 + '%' : '0%';
    cursor.setAttribute('x1', percent);
    cursor.setAttribute('x2', percent);
    shown.textContent = clockText(clock) + ' / ' + clockText(data.length);
    slider.setAttribute('aria-valuetext', clockText(clock));
    if (!dragging) slider.value = String(clock);
    showLine(clock);
  };
  const start = () => {
    player.play().catch(() => {});  // a browser that wants another click first says so by its own player
  };
  const load = (file) => {
    loaded = file;
    player.src = files[file];
  };
  const seek = (clock) => {
    const place = toPlace(clock);
    const plays = !player.paused;
    if (place.file !== loaded) load(place.file);
    player.currentTime = place.played;  // where it begins, as long as nothing of the file is known
    if (plays) start();
    show();
  };
  const jump = (clock) => {
    seek(clock);
    start();
  };
  player.addEventListener('ended', () => {
    if (loaded + 1 >= files.length) return;
    load(loaded + 1);
    start();
  });
  if (lost) {
    // What can't be decoded, not be heard for want of a loudspeaker, or was being read already, is there all the same.
    const tell = () => {
      lost.hidden = !player.error || player.error.code !== MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED;
    };
    for (const name of ['error', 'loadedmetadata']) player.addEventListener(name, tell);
    tell();
    // Chromium can't find its place in some files of a few seconds (its demuxer's seek fails): these are heard from
    // their beginning.
    let begunAgain = -1;
    player.addEventListener('error', () => {
      if (player.error.code !== MediaError.MEDIA_ERR_NETWORK || begunAgain === loaded) return;
      begunAgain = loaded;
      load(loaded);
      start();
    });
  }

  // One clock: a browser's own controls show the time of the file, in which pauses do not count. Of Chromium's the style
  // hides time and timeline; of others nothing can be hidden, so that a button of ours takes their place.
  const showButton = () => {
    button.textContent = player.paused ? '\u25b6' : '\u275a\u275a';
    button.setAttribute('aria-label', player.paused ? button.dataset.play : button.dataset.pause);
  };
  const hidesTime = /Chrome\//.test(navigator.userAgent);
  player.controls = hidesTime;
  button.hidden = false;
  if (hidesTime) button.remove();
  button.addEventListener('click', () => {
    if (player.paused) start();
    else player.pause();
  });
  for (const name of ['play', 'pause', 'ended']) player.addEventListener(name, showButton);
  showButton();

  // The slider and each line's button do the same for a keyboard as the wave form and the whole line for a pointer.
  wave.classList.add('live');
  wave.addEventListener('click', (event) => {
    const box = wave.getBoundingClientRect();
    jump(Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * data.length);
  });
  for (const line of lines) {
    line.element.classList.add('live');
    line.element.addEventListener('click', () => {
      if (String(window.getSelection()) === '') jump(line.from);
    });
  }
  for (const time of document.querySelectorAll('button.at')) {
    time.addEventListener('click', (event) => {
      event.stopPropagation();
      jump(Number(time.dataset.at));
    });
  }
  slider.addEventListener('input', () => {
    dragging = true;
    seek(Number(slider.value));
  });
  slider.addEventListener('change', () => {
    dragging = false;
  });
  document.addEventListener('keydown', (event) => {
    const busy = event.target.closest('button, input, audio, a, select, textarea, summary');
    if (busy || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === ' ') {
      if (player.paused) start();
      else player.pause();
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      seek(toClock(player.currentTime) + (event.key === 'ArrowLeft' ? -5 : 5));
    } else {
      return;
    }
    event.preventDefault();
  });

  const animate = () => {
    show();
    animating = !player.paused && !player.ended;
    if (animating) window.requestAnimationFrame(animate);
  };
  for (const name of ['timeupdate', 'seeked', 'pause', 'ended', 'loadedmetadata']) player.addEventListener(name, show);
  player.addEventListener('play', () => {
    if (!animating) animate();
  });
  show();
})();
