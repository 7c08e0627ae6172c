// The menu on a phone, the search field, and a button that copies code. Without this
// script the menu is simply there, and the search field is not.
(() => {
  const $ = (s) => document.querySelector(s), base = document.body.dataset.base;
  const fold = $('.fold'), menu = $('#menu'), field = $('#find'), found = $('#found');
  document.documentElement.classList.add('js');
  fold.hidden = $('.find').hidden = false;
  fold.onclick = () => fold.setAttribute('aria-expanded', menu.classList.toggle('open'));
  $('[aria-current]')?.scrollIntoView?.({ block: 'nearest' });
  scrollTo(0, location.hash ? scrollY : 0);

  for (const pre of document.querySelectorAll('pre.code')) {
    const b = Object.assign(document.createElement('button'), { type: 'button', className: 'copy', textContent: 'Copy' });
    b.onclick = () => navigator.clipboard?.writeText(pre.querySelector('code').textContent).then(() => { b.textContent = 'Copied'; });
    pre.before(Object.assign(document.createElement('div'), { className: 'block' }));
    pre.previousSibling.append(pre, b);
  }

  let loading;
  const load = () => loading ??= new Promise((done) => {
    document.head.append(Object.assign(document.createElement('script'), { src: base + 'assets/search-index.js', onload: done }));
  });
  field.onfocus = load;
  field.oninput = async () => {
    await load();
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = words.length ? searchIndex.map(([url, page, title, text]) => {
      const head = (page + ' ' + title).toLowerCase(), all = head + ' ' + text.toLowerCase();
      const score = words.every((w) => all.includes(w)) ? 1 + 9 * words.filter((w) => head.includes(w)).length : 0;
      return { url, page, title, score };
    }).filter((r) => r.score).sort((a, b) => b.score - a.score).slice(0, 12) : [];
    found.replaceChildren(...rows.map((r) => Object.assign(document.createElement('a'),
      { href: base + r.url, textContent: r.page + (r.title ? ' › ' + r.title : '') })));
    if (words.length && !rows.length) found.textContent = 'Nothing was found.';
    found.hidden = !words.length;
  };
  addEventListener('keydown', (e) => {
    const links = [...found.querySelectorAll('a')], at = links.indexOf(document.activeElement);
    if (e.key === '/' && !/INPUT|TEXTAREA/.test(document.activeElement.tagName)) { e.preventDefault(); field.focus(); }
    if (e.key === 'Escape') found.hidden = true;
    if (!found.hidden && e.key === 'ArrowDown') { e.preventDefault(); links[Math.min(at + 1, links.length - 1)]?.focus(); }
    if (!found.hidden && e.key === 'ArrowUp') { e.preventDefault(); (at > 0 ? links[at - 1] : field).focus(); }
    if (e.key === 'Enter' && document.activeElement === field && links[0]) links[0].click();
  });
  addEventListener('click', (e) => { if (!e.target.closest('.find')) found.hidden = true; });
})();
