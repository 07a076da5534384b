import Linting
import PostgresSyntax

extension FixReport {
  /// Atlas runs nothing when a folder's `atlas.sum` is not that of its files, so it changes along with the last of them.
  /// - Parameter paths: by which the files were opened.
  mutating func renewAtlasSums(at paths: [String]) {
    let changed = zip(files.indices, paths).map { (file: $0, path: $1) }.filter { files[$0.file].isChanged }
    for (folder, places) in Dictionary(grouping: changed, by: { Path.parent(of: $0.path) }) {
      guard let last = places.map(\.file).max(), let old = try? FileReader.contents(of: Path.join(folder, AtlasSum.name)) else { continue }
      var texts: [String: [UInt8]] = [:]
      for entry in (try? Folder.entries(of: folder)) ?? [] where Path.isSQL(entry.name) && entry.isNameValid {
        texts[entry.name] = (try? FileReader.contents(of: Path.join(folder, entry.name))) ?? []
      }
      // One that was wrong before may be so for a reason.
      guard old.elementsEqual(AtlasSum.text(of: texts.map { ($0, $1) }).utf8) else {
        Descriptor.complain("lintel: \(Path.join(folder, AtlasSum.name)) was not that of its files before: see to it with `atlas migrate hash`")
        continue
      }
      for (file, _) in places {
        for written in files[file].written where !written.path.utf8.contains(UInt8(ascii: "/")) { texts[written.path] = written.text.map { Array($0.utf8) } }
      }
      let new = AtlasSum.text(of: texts.filter { Path.isSQL($0.key) }.map { ($0, $1) })
      let shown = Path.join(Path.parent(of: files[last].migration.path), AtlasSum.name)
      files[last].besides.append(ChangedFile(path: shown, relativePath: AtlasSum.name, old: SourceText(utf8: old), new: SourceText(new)))
    }
  }
}
