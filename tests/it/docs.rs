//! `docs/` is generated from the schema: a difference fails, and
//! `VPCCONNECT_WRITE_DOCS=1 cargo test docs` rewrites it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use vpcconnect::credential::env::Environment;
use vpcconnect::framework::identity::{AtImport, IdentitySchema};
use vpcconnect::framework::schema::{Attribute, Kind, Mode, Nesting, Schema, Type};
use vpcconnect::provider::VpcConnect;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

type Section = (&'static str, fn(Mode) -> bool);

/// Which of an object's attributes a section shows.
const SECTIONS: [Section; 3] = [
    ("Required", |mode| mode == Mode::Required),
    ("Optional", |mode| {
        matches!(mode, Mode::Optional | Mode::OptionalComputed)
    }),
    ("Read-Only", |mode| mode == Mode::Computed),
];

fn type_name(attribute: &Attribute) -> String {
    fn plain(of: &Type) -> String {
        match of {
            Type::String => "String".to_owned(),
            Type::Number => "Number".to_owned(),
            Type::Bool => "Boolean".to_owned(),
            Type::List(of) => format!("List of {}", plain(of)),
            Type::Set(of) => format!("Set of {}", plain(of)),
            Type::Map(of) => format!("Map of {}", plain(of)),
            Type::Object(_) => "Object".to_owned(),
        }
    }
    let mut name = match &attribute.kind {
        Kind::Of(of) => plain(of),
        Kind::Nested(Nesting::Single, _) => "Attributes".to_owned(),
        Kind::Nested(Nesting::List, _) => "Attributes List".to_owned(),
        Kind::Nested(Nesting::Set, _) => "Attributes Set".to_owned(),
        Kind::Nested(Nesting::Map, _) => "Attributes Map".to_owned(),
        Kind::Objects(_) => "List of Object".to_owned(),
    };
    if attribute.sensitive {
        name.push_str(", Sensitive");
    }
    name
}

/// The attributes of one object, then those of the objects inside it.
fn attributes(page: &mut String, of: &[Attribute], at: &str, heading: &str) {
    for (section, shows) in SECTIONS {
        let shown: Vec<_> = of
            .iter()
            .filter(|attribute| shows(attribute.mode))
            .collect();
        if shown.is_empty() {
            continue;
        }
        writeln!(page, "\n{heading} {section}\n").unwrap();
        for attribute in shown {
            let (name, kind) = (attribute.name, type_name(attribute));
            let text = attribute.documentation();
            let more = match attribute.kind {
                Kind::Nested(..) | Kind::Objects(_) => {
                    format!(" (see [below](#nestedatt--{at}{name}))")
                }
                Kind::Of(_) => String::new(),
            };
            writeln!(page, "- `{name}` ({kind}) {text}{more}").unwrap();
        }
    }
    for attribute in of {
        let inner = attribute.inner();
        if !inner.is_empty() {
            let at = format!("{at}{}", attribute.name);
            let path = at.replace("--", ".");
            writeln!(
                page,
                "\n<a id=\"nestedatt--{at}\"></a>\n### Nested Schema for `{path}`"
            )
            .unwrap();
            attributes(page, inner, &format!("{at}--"), "####");
        }
    }
}

fn example(folder: &str, file: &str) -> String {
    let path = root().join("examples").join(folder).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The first sentence, which is no more than a line.
fn one_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.split_once(". ")
        .map_or(line, |(first, _)| first)
        .trim_end_matches('.')
        .to_owned()
        + "."
}

/// The beginning of a page about a `kind` of thing.
fn head(name: &str, kind: &str, schema: &Schema) -> String {
    let cloud = if name.contains("huaweicloud") {
        "Huawei Cloud"
    } else if name.contains("alicloud") {
        "Alibaba Cloud"
    } else if name.contains("_aws_") {
        "AWS"
    } else {
        panic!("{name}")
    };
    format!(
        "---\npage_title: \"{name} {kind} - vpcconnect\"\nsubcategory: \"{cloud}\"\ndescription: |-\n  {}\n---\n\n# {name} ({kind})\n\n{}\n\n",
        one_line(schema.description),
        schema.description
    )
}

fn data_source(name: &str, schema: &Schema) -> String {
    let mut page = head(name, "Data Source", schema);
    writeln!(
        page,
        "## Example Usage\n\n```terraform\n{}```\n",
        example(&format!("data-sources/{name}"), "data-source.tf")
    )
    .unwrap();
    writeln!(page, "## Schema").unwrap();
    attributes(&mut page, &schema.attributes, "", "###");
    page
}

fn resource(name: &str, schema: &Schema, identity: &IdentitySchema) -> String {
    let mut page = head(name, "Resource", schema);
    let folder = format!("resources/{name}");
    writeln!(
        page,
        "## Example Usage\n\n```terraform\n{}```\n",
        example(&folder, "resource.tf")
    )
    .unwrap();
    writeln!(page, "## Schema").unwrap();
    attributes(&mut page, &schema.attributes, "", "###");
    import(&mut page, &example(&folder, "import.sh"), identity);
    page
}

/// What is said on the page of every list resource.
const QUERY: &str = "`terraform query` runs it, from a file that ends with `.tfquery.hcl`, and stops at 100 results unless \
    `limit` says otherwise. With `-generate-config-out` it also writes the blocks that take over what was found.\n\n\
    Terraform has it since 1.14, OpenTofu has not. On any CLI, the data source that lists the same and an `import` block \
    with `for_each` do what it does.\n\n";

/// The page of an action or a list resource: `kind` of thing, with the example `file` of the folder `examples`.
fn block(name: &str, schema: &Schema, kind: &str, [examples, file]: [&str; 2]) -> String {
    let mut page = head(name, kind, schema);
    let example = example(&format!("{examples}/{name}"), file);
    write!(
        page,
        "## Example Usage\n\n```terraform\n{example}```\n\n## Schema\n"
    )
    .unwrap();
    attributes(&mut page, &schema.attributes, "", "###");
    page
}

/// How to take over what is there: the blocks first, because they can be reviewed.
fn import(page: &mut String, command: &str, identity: &IdentitySchema) {
    let words: Vec<_> = command
        .lines()
        .last()
        .unwrap_or_default()
        .split(' ')
        .collect();
    let [_, "import", address, id] = words[..] else {
        panic!("{command:?} imports nothing");
    };
    // `[account:]a/b[@region]`
    let (account, ids) = id.split_once(':').unwrap_or(("", id));
    let ids = ids.split('@').next().unwrap_or_default().split('/');
    let required = identity.attributes.iter();
    let required = required.filter(|one| one.at_import == AtImport::Required);
    let mut named: Vec<_> = required.map(|one| one.name).zip(ids).collect();
    if !account.is_empty() {
        let tenant = identity.attributes[0].name;
        let number = if page.contains("_aws_") {
            "012345678901"
        } else {
            "1234567890123456"
        };
        named.insert(0, (tenant, number));
    }
    let width = named.iter().map(|(name, _)| name.len()).max().unwrap();
    let lines = named.iter();
    let lines: Vec<_> = lines
        .map(|(name, value)| format!("    {name:width$} = {value:?}\n"))
        .collect();
    writeln!(
        page,
        "\n## Import\n\nFrom Terraform 1.12 and OpenTofu 1.12 on, an `import` block takes it over by its `identity`, and the plan \
         shows what comes of that:\n\n```terraform\nimport {{\n  to = {address}\n  identity = {{\n{}  }}\n}}\n```\n\n### \
         Identity Schema",
        lines.concat()
    )
    .unwrap();
    for (heading, at_import) in [
        ("Required", AtImport::Required),
        ("Optional", AtImport::Optional),
    ] {
        writeln!(page, "\n#### {heading}\n").unwrap();
        let attributes = identity.attributes.iter();
        for one in attributes.filter(|one| one.at_import == at_import) {
            writeln!(page, "- `{}` (String) {}", one.name, one.description).unwrap();
        }
    }
    writeln!(
        page,
        "\n### By Id\n\nFrom Terraform 1.5 and OpenTofu 1.6 on, the block takes an id:\n\n\
         ```terraform\nimport {{\n  to = {address}\n  id = {id:?}\n}}\n```\n\n\
         The command takes it over at once:\n\n```shell\n{command}```"
    )
    .unwrap();
}

fn index(schema: &Schema) -> String {
    let mut page = format!(
        "---\npage_title: \"vpcconnect Provider\"\ndescription: |-\n  {}\n---\n\n# vpcconnect Provider\n\n{}\n\n",
        one_line(schema.description),
        schema.description
    );
    writeln!(
        page,
        "## Example Usage\n\n```terraform\n{}```\n",
        example("provider", "provider.tf")
    )
    .unwrap();
    writeln!(page, "## Schema").unwrap();
    attributes(&mut page, &schema.attributes, "", "###");
    page
}

/// All generated pages: path below `docs/`, text.
fn pages() -> Vec<(PathBuf, String)> {
    let server = VpcConnect::server(Environment::empty());
    let mut pages = vec![(PathBuf::from("index.md"), index(&server.provider_schema()))];
    let identities: BTreeMap<_, _> = server.identity_schemas().collect();
    for (name, schema) in server.resource_schemas() {
        let file = name.strip_prefix("vpcconnect_").unwrap();
        let path = Path::new("resources").join(file).with_extension("md");
        pages.push((path, resource(name, &schema, &identities[name])));
    }
    for (name, schema) in server.data_schemas() {
        let file = name.strip_prefix("vpcconnect_").unwrap();
        let path = Path::new("data-sources").join(file).with_extension("md");
        pages.push((path, data_source(name, &schema)));
    }
    for (name, schema) in server.list_schemas() {
        let file = name.strip_prefix("vpcconnect_").unwrap();
        let path = Path::new("list-resources").join(file).with_extension("md");
        let example = ["list-resources", "list-resource.tfquery.hcl"];
        let page = block(name, &schema, "List Resource", example);
        let page = page.replacen("## Example Usage", &format!("{QUERY}## Example Usage"), 1);
        pages.push((path, page));
    }
    for (name, schema) in server.action_schemas() {
        let file = name.strip_prefix("vpcconnect_").unwrap();
        let path = Path::new("actions").join(file).with_extension("md");
        let page = block(name, &schema, "Action", ["actions", "action.tf"]);
        pages.push((path, page));
    }
    pages
}

#[test]
fn docs_are_what_the_schema_says() {
    let docs = root().join("docs");
    let write = std::env::var_os("VPCCONNECT_WRITE_DOCS").is_some();
    let pages = pages();
    for (path, page) in &pages {
        let file = docs.join(path);
        if write {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, page).unwrap();
        }
        let stands = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(
            stands,
            *page,
            "docs/{} is not what the schema says: run VPCCONNECT_WRITE_DOCS=1 cargo test docs",
            path.display()
        );
    }
    for folder in ["resources", "data-sources", "list-resources", "actions"] {
        for entry in fs::read_dir(docs.join(folder)).unwrap() {
            let path = Path::new(folder).join(entry.unwrap().file_name());
            let known = pages.iter().any(|(page, _)| *page == path);
            assert!(known, "docs/{} belongs to nothing", path.display());
        }
    }
}

#[test]
fn every_attribute_says_something_in_whole_sentences() {
    fn check(of: &[Attribute], at: &str) {
        for attribute in of {
            let at = format!("{at}.{}", attribute.name);
            let text = &attribute.description;
            assert!(text.len() > 10 && text.ends_with('.'), "{at}: {text:?}");
            assert!(!text.contains("  "), "{at}: {text:?}");
            let fits = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_';
            assert!(attribute.name.chars().all(fits), "{at}");
            check(attribute.inner(), &at);
        }
    }
    let server = VpcConnect::server(Environment::empty());
    check(&server.provider_schema().attributes, "provider");
    let blocks = server.resource_schemas().chain(server.data_schemas());
    let blocks = blocks.chain(server.list_schemas());
    for (name, schema) in blocks.chain(server.action_schemas()) {
        check(&schema.attributes, name);
    }
}
