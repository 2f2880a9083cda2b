// isomorphic-git as peer: the store's workload of the bench (bench/src/workload/commits.rs), with the
// objects that change written through its API and main moved with each commit. The file system is in
// memory and does nothing that isomorphic-git does not ask for, so that git is what is measured.

// Paths to bytes or, for folders, to the names in them.
class Memory {
  #nodes = new Map([["/", new Set()]]);
  // isomorphic-git takes what has `promises` for a file system of promises.
  promises = Object.fromEntries(
    ["readFile", "writeFile", "mkdir", "rmdir", "unlink", "stat", "lstat", "readdir", "readlink", "symlink"]
      .map((name) => [name, async (...words) => this[name](...words)]),
  );

  #get(path) {
    const node = this.#nodes.get(path);
    if (node === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });
    return node;
  }
  #add(path, node) {
    const slash = path.lastIndexOf("/");
    this.#get(path.slice(0, slash) || "/").add(path.slice(slash + 1));
    this.#nodes.set(path, node);
  }
  #remove(path) {
    this.#get(path);
    const slash = path.lastIndexOf("/");
    this.#get(path.slice(0, slash) || "/").delete(path.slice(slash + 1));
    this.#nodes.delete(path);
  }

  readFile(path, options) {
    const bytes = this.#get(path);
    const encoding = typeof options === "string" ? options : options?.encoding;
    return encoding === "utf8" ? new TextDecoder().decode(bytes) : bytes;
  }
  writeFile(path, data) {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data);
    this.#nodes.has(path) ? this.#nodes.set(path, bytes) : this.#add(path, bytes);
  }
  mkdir(path) {
    if (this.#nodes.has(path)) throw Object.assign(new Error(`EEXIST: ${path}`), { code: "EEXIST" });
    this.#add(path, new Set());
  }
  rmdir(path) { this.#remove(path); }
  unlink(path) { this.#remove(path); }
  readdir(path) { return [...this.#get(path)]; }
  stat(path) {
    const node = this.#get(path);
    const folder = node instanceof Set;
    return {
      type: folder ? "dir" : "file", mode: folder ? 0o40000 : 0o100644, size: folder ? 0 : node.length,
      ino: 0, uid: 1, gid: 1, dev: 1, ctimeMs: 0, mtimeMs: 0,
      isFile: () => !folder, isDirectory: () => folder, isSymbolicLink: () => false,
    };
  }
  lstat(path) { return this.stat(path); }
  readlink() { throw new Error("nothing here makes links"); }
  symlink() { throw new Error("nothing here makes links"); }
}

// isomorphic-git takes node's Buffer for granted. The package of that name is for CommonJS: three
// files, each of which asks for those before it.
async function loadBuffer() {
  const loaded = {};
  for (const name of ["base64-js", "ieee754", "buffer"]) {
    const text = await (await fetch(`${name}.js`)).text();
    const module = { exports: {} };
    new Function("require", "module", "exports", text)((other) => loaded[other], module, module.exports);
    loaded[name] = module.exports;
  }
  return loaded.buffer.Buffer;
}

if (window.git) window.Buffer = await loadBuffer();

// 256 addresses, 10.0.0.0 to 10.0.0.255: one /24 of sixteen blocks. `epoch` is when commit 0 is made.
window.peer = window.git && (async (commits, epoch) => {
  const N = 256;
  const repository = { fs: new Memory(), dir: "/", gitdir: "/.git" };
  await git.init({ ...repository, bare: true, defaultBranch: "main" });

  const entry = (place, i) => new TextEncoder().encode(
    `mac 02:00:00:00:00:${place.toString(16).padStart(2, "0")}\n` +
    `state REACHABLE\nexpires ${1_000_000_000 + i}.000000\n`,
  );
  const blob = (place, i) => git.writeBlob({ ...repository, blob: entry(place, i) });
  const file = async (place) => ({ mode: "100644", type: "blob", path: `10.0.0.${place}`, oid: await blob(place, 0) });
  const folder = (path) => ({ mode: "040000", type: "tree", path, oid: "" });
  const blocks = await Promise.all(Array.from({ length: N / 16 }, (_, block) =>
    Promise.all(Array.from({ length: 16 }, (_, at) => file(block * 16 + at)))));
  const net = blocks.map((_, block) => folder(`${block * 16}-${block * 16 + 15}`));
  const root = [folder("10.0.0")];
  const tree = (entries) => git.writeTree({ ...repository, tree: entries });

  let head;
  const commit = async (i, message) => {
    root[0].oid = await tree(net);
    const author = { name: "bench", email: "bench@lan.invalid", timestamp: epoch + i, timezoneOffset: 0 };
    head = await git.writeCommit({
      ...repository,
      commit: { message, tree: await tree(root), parent: head ? [head] : [], author, committer: author },
    });
    await git.writeRef({ ...repository, ref: "refs/heads/main", value: head, force: true });
  };
  for (const [block, files] of blocks.entries()) net[block].oid = await tree(files);
  await commit(0, "create: all\n");

  const started = performance.now();
  for (let i = 1; i <= commits; i++) {
    const place = Number((BigInt(i) * 0x9e3779b1n & 0xffffffffn) % BigInt(N));
    const block = place >> 4;
    blocks[block][place & 15].oid = await blob(place, i);
    net[block].oid = await tree(blocks[block]);
    await commit(i, `confirmed: 10.0.0.${place}\n`);
  }
  return { seconds: (performance.now() - started) / 1000, head, version: git.version() };
});
