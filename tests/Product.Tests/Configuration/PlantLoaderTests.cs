using Millwright.Model;

namespace Millwright.Product.Tests.Configuration;

public sealed class PlantLoaderTests
{
    private const string Start = """
        plant: acme/berlin
        timezone: UTC
        connections:
          press3: { driver: fake-tcp, address: "10.0.3.17:502", scan: 100 ms }
          oven: { driver: fake-serial }
        assets:

        """;

    [Fact]
    public void A_plant_is_read_whole()
    {
        using var folder = new TempPlant(Start + """
              press-shop/line1/press3:
                type: hydraulic-press
                description: The big one
                state: state
                tags:
                  oil_temperature: { from: press3, register: holding 100, as: int16, scale: 0.1, unit: °C, decimals: 1 }
                  state: { from: press3, register: holding 101, states: { 0: idle, 1: running } }
            """);
        var plant = folder.Good();

        Assert.Equal("acme/berlin", plant.Plant.ToString());
        Assert.Equal(TimeZoneInfo.Utc, plant.TimeZone);
        Assert.Equal(["press3", "oven"], plant.Connections.Select(c => c.Name));
        Assert.Equal(TimeSpan.FromMilliseconds(100), plant.Connections[0].Options.Scan);
        Assert.Equal("10.0.3.17:502", ((FakeConnectionOptions)plant.Connections[0].DriverOptions).Address);
        Assert.Equal(
            ["acme/berlin/press-shop Area", "acme/berlin/press-shop/line1 Line", "acme/berlin/press-shop/line1/press3 Machine"],
            plant.Assets.Select(a => $"{a.Asset.Path} {a.Asset.Level}"));
        Assert.Equal("hydraulic-press", plant.Assets[2].Asset.Type);
        Assert.Equal("state", plant.Assets[2].Asset.StateTag);
        var tag = plant.Tags[0];
        Assert.Equal("acme/berlin/press-shop/line1/press3/oil_temperature", tag.Path.ToString());
        Assert.Equal("plant.yaml:12", tag.Place.ToString());
        Assert.Equal("press3", tag.Connection);
        Assert.Equal(0.1, tag.Options.Scale);
        Assert.Equal(TagKind.Int16, ((FakeTagOptions)tag.DriverOptions).As);
        Assert.Equal("running", plant.Tags[1].Options.States![1]);
    }

    [Fact]
    public void All_errors_are_said_at_once_with_file_line_and_remedy()
    {
        using var folder = new TempPlant("""
            tier: sit
            timezone: Europe/Berln
            conections: {}
            connections:
              press3: { driver: fake-tpc, address: "10.0.3.17:502" }
              oven: { driver: fake-tcp, adress: here, timeout: 5, max_in_flight: 100, parity: odd, ready: { equals: x } }
              kiln: { scan: 1 s }
              lamp: { driver: fake-tcp, address: nowhere }
            assets:
              hall:
                tags:
                  a: { from: pres3, register: holding 1 }
                  b: { from: oven, regster: holding 2 }
                  c: { register: holding 3 }
                  d: 5
                  bad name: { from: oven, register: holding 3 }
            """);
        Assert.Equal(
            [
                "plant.yaml:1: 'tier' is 'sit'; write 'site' (of edge, site or cloud)",
                "plant.yaml:1: the plant has no 'plant'; add 'plant: <a path such as press-shop/line1/press3>'",
                "plant.yaml:2: 'timezone': time zone 'Europe/Berln' is unknown; write 'Europe/Berlin'",
                "plant.yaml:3: unknown key 'conections' in the plant; write 'connections'",
                "plant.yaml:5: driver 'fake-tpc' is unknown; write 'fake-tcp'",
                "plant.yaml:6: unknown key 'adress' in a fake-tcp connection; write 'address'",
                "plant.yaml:6: 'timeout' is '5'; write a duration such as 100 ms, 20 s or 1 h 30 min",
                "plant.yaml:6: 'max_in_flight' is 100; write a value from 1 to 64",
                "plant.yaml:6: 'parity' is 'odd'; write even or rather-odd",
                "plant.yaml:6: 'equals' is 'x'; write a whole number",
                "plant.yaml:6: 'ready' has no 'register'; add 'register: <text>'",
                "plant.yaml:7: a connection has no 'driver'; add 'driver: <text>'",
                "plant.yaml:8: 'nowhere' has no port; write for example 10.0.3.17:502",
                "plant.yaml:12: connection 'pres3' is unknown; write 'press3'",
                "plant.yaml:13: unknown key 'regster' in a tag of a fake-tcp connection; write 'register'",
                "plant.yaml:13: a tag of a fake-tcp connection has no 'register'; add 'register: <text>'",
                "plant.yaml:14: tag 'c' does not say where it comes from; add 'from: ' with a connection, or 'connection: ' to its asset",
                "plant.yaml:15: tag 'd' is '5'; write a mapping such as { from: press3, register: holding 100 }",
                "plant.yaml:16: tag name 'bad name' cannot be: segment 'bad name' has the character ' '; letters, digits, '_', '-' and '.' are allowed; use letters, digits, '_', '-' and '.', and put it under its asset",
            ],
            folder.Findings());
    }

    [Fact]
    public void The_errors_of_a_connections_tags_show_beside_those_of_the_connection_itself()
    {
        using var folder = new TempPlant("""
            plant: acme/berlin
            connections:
              wrong: { driver: fake-tcp, address: nowhere, timeuot: 1 s }
              meant: { driver: fake-tpc, max_in_flight: 100 }
              unknown: { driver: another, scan: 2 d }
            assets:
              hall:
                tags:
                  a: { from: wrong, register: holding 70000, unit: degF, scale: 0 }
                  b: { from: wrong, register: holding 1, rang: 1..2, deadband: 200 % }
                  c: { from: meant, regster: holding 1 }
                  d: { from: meant, register: holding 70000 }
                  e: { from: unknown, anything: 1, scale: 0, write: { low: 5, high: 2, rol: x } }
            """);
        Assert.Equal(
            [
                "plant.yaml:3: unknown key 'timeuot' in a fake-tcp connection; write 'timeout'",
                "plant.yaml:3: 'nowhere' has no port; write for example 10.0.3.17:502",
                "plant.yaml:4: driver 'fake-tpc' is unknown; write 'fake-tcp'",
                "plant.yaml:4: 'max_in_flight' is 100; write a value from 1 to 64",
                "plant.yaml:5: driver 'another' is unknown; use fake-tcp or fake-serial",
                "plant.yaml:5: a scan of 2.00:00:00 is not possible; write a duration from 1 ms to 1 d",
                "plant.yaml:9: register 70000 is outside 0-65535; correct the address",
                "plant.yaml:9: a scale of 0 loses the value; write a number other than 0",
                "plant.yaml:10: unknown key 'rang' in a tag of a fake-tcp connection; write 'range'",
                "plant.yaml:10: a deadband of 200 % lets nothing through; write less than 100 %",
                "plant.yaml:11: unknown key 'regster' in a tag of a fake-tcp connection; write 'register'",
                "plant.yaml:11: a tag of a fake-tcp connection has no 'register'; add 'register: <text>'",
                "plant.yaml:12: register 70000 is outside 0-65535; correct the address",
                "plant.yaml:13: unknown key 'rol' in 'write'; write 'role'",
                "plant.yaml:13: a scale of 0 loses the value; write a number other than 0",
                "plant.yaml:13: the low end 5 lies above the high end 2; swap them",
            ],
            folder.Findings());
    }

    [Fact]
    public void What_only_follows_from_a_key_that_cannot_be_read_is_not_said_as_well()
    {
        using var folder = new TempPlant(Start + """
              hall:
                tags:
                  percent: { from: oven, register: holding 1, range: wide, deadband: 2 % }
                  clamped: { from: oven, register: holding 2, clamp: true, rnage: 0..10 }
                  unit: { from: oven, register: holding 3, scan: never }
            """);
        Assert.Equal(
            ["plant.yaml:9: 'range'", "plant.yaml:10: unknown key 'rnage'", "plant.yaml:11: 'scan' is"],
            folder.Findings().Select(f => string.Join(' ', f.Split(' ').Take(f.Contains("unknown", StringComparison.Ordinal) ? 4 : f.Contains("scan", StringComparison.Ordinal) ? 3 : 2))));
    }

    [Theory]
    [InlineData("operater", "role 'operater' cannot write; write 'operator'")]
    [InlineData("viewer", "role 'viewer' cannot write; write operator, engineer or admin")]
    [InlineData("3", "role '3' cannot write; write operator, engineer or admin")]
    public void A_role_that_cannot_write_is_refused_at_its_line(string role, string finding)
    {
        using var folder = new TempPlant(Start + $$"""
              hall:
                tags:
                  a:
                    from: oven
                    register: holding 1
                    write:
                      role: {{role}}
            """);
        Assert.Equal(["plant.yaml:13: " + finding], folder.Findings());
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("Engineer")]
    [InlineData("admin")]
    public void A_role_that_can_write_is_taken(string role)
    {
        using var folder = new TempPlant(Start + $"  hall: {{ tags: {{ a: {{ from: oven, register: holding 1, write: {{ role: {role} }} }} }} }}\n");
        Assert.Equal(role, folder.Good().Tags[0].Options.Access!.Role);
    }

    [Fact]
    public void What_stands_twice_is_read_twice_so_that_its_own_errors_show()
    {
        using var folder = new TempPlant(Start + """
              hall: { tags: { a: { from: oven, register: holding 1 }, A: { from: oven, register: holding 70000 } } }
              HALL: { tags: { b: { from: oven, regster: holding 1 } }, level: floor }
            """, ("more.yaml", ""));
        var findings = folder.Findings();
        Assert.Contains(findings, f => f.StartsWith("plant.yaml:7: register 70000", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.StartsWith("plant.yaml:8: asset 'HALL' stands twice, first at plant.yaml:7", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.StartsWith("plant.yaml:8: unknown key 'regster'", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.StartsWith("plant.yaml:8: 'level' is 'floor'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_drivers_own_problem_is_said_at_the_line_of_its_key()
    {
        using var folder = new TempPlant("""
            plant: acme/berlin
            connections:
              oven:
                driver: fake-tcp
                ready:
                  equals: 1
                  register: bad
              press3: { driver: fake-tcp }
            assets:
              hall:
                tags:
                  a:
                    from: press3
                    register: holding 70000
            """);
        Assert.Equal(
            [
                "plant.yaml:7: 'bad' is no register; write holding 1",
                "plant.yaml:14: register 70000 is outside 0-65535; correct the address",
            ],
            folder.Findings());
    }

    [Fact]
    public void Keys_and_names_that_stand_twice_are_said_with_both_places()
    {
        using var folder = new TempPlant(
            Start + """
              hall: { tags: { a: { from: oven, register: holding 1, register: holding 2 }, A: { from: oven, register: holding 3 } } }
              HALL: {}
            include: more.yaml
            """,
            ("more.yaml", "plant: other\nconnections:\n  Oven: { driver: fake-tcp }\n"));
        Assert.Equal(
            [
                "more.yaml:1: key 'plant' stands twice in the plant, first at plant.yaml:1; remove one of them",
                "more.yaml:3: connection 'Oven' stands twice, first at plant.yaml:5; rename or remove one of them",
                "plant.yaml:7: key 'register' stands twice in a tag of a fake-serial connection, first at plant.yaml:7; remove one of them",
                "plant.yaml:7: tag 'hall/A' is the same as 'hall/a' at plant.yaml:7; rename or remove one of them",
                "plant.yaml:8: asset 'HALL' stands twice, first at plant.yaml:7; put both into one place",
            ],
            folder.Findings());
    }

    [Fact]
    public void Two_tags_may_read_one_register()
    {
        using var folder = new TempPlant(Start + "  hall: { connection: oven, tags: { a: { register: holding 1 }, b: { register: holding 1 } } }\n");
        Assert.Equal(["oven", "oven"], folder.Good().Tags.Select(t => t.Connection));
    }

    [Fact]
    public void An_asset_cannot_stand_where_a_tag_is_and_its_state_is_one_of_its_tags()
    {
        using var folder = new TempPlant(Start + """
              hall: { connection: oven, state: stat, tags: { oven: { register: holding 1 }, state: { register: holding 2 } } }
              hall/oven: {}
            """);
        Assert.Equal(
            [
                "plant.yaml:7: 'state' of 'hall' names tag 'stat', which it does not have; write 'state'",
                "plant.yaml:8: asset 'hall/oven' has the path of a tag at plant.yaml:7; rename one of them",
            ],
            folder.Findings());
    }

    [Fact]
    public void Levels_follow_the_depth_unless_they_are_written()
    {
        using var folder = new TempPlant(Start + "  a/b/c/d/e: {}\n  a/b: { level: machine }\n");
        Assert.Equal(
            [AssetLevel.Area, AssetLevel.Machine, AssetLevel.Machine, AssetLevel.Component, AssetLevel.Component],
            folder.Good().Assets.Select(a => a.Asset.Level));
    }

    [Fact]
    public void Assets_stand_within_assets_and_inherit_their_connection()
    {
        using var folder = new TempPlant(Start + """
              hall:
                connection: oven
                assets:
                  line1/press1: { tags: { a: { register: holding 1 } } }
                  line1/press2: { connection: press3, tags: { a: { register: holding 1 }, b: { from: oven, register: holding 1 } } }
            """);
        Assert.Equal(
            ["hall/line1/press1/a oven", "hall/line1/press2/a press3", "hall/line1/press2/b oven"],
            folder.Good().Tags.Select(t => $"{t.Path.ToString()["acme/berlin/".Length..]} {t.Connection}"));
    }

    [Fact]
    public void A_template_gives_tags_that_can_be_changed_and_taken_away()
    {
        using var folder = new TempPlant(Start + """
              hall/pump1: { type: pump, connection: oven }
              hall/pump2:
                type: pump
                connection: press3
                tags:
                  flow: { scale: 2 }
                  head:
                  extra: { register: holding 9 }
            templates:
              pump:
                description: A pump
                tags:
                  flow: { register: holding 1, scale: 0.1 }
                  head: { register: holding 2 }
            """);
        var plant = folder.Good();
        Assert.Equal(
            ["pump1/flow 0.1 holding 1", "pump1/head  holding 2", "pump2/flow 2 holding 1", "pump2/extra  holding 9"],
            plant.Tags.Select(t => string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{t.Path.Parent.Name}/{t.Path.Name} {(t.Options.Scale is not 1.0 and var scale ? scale : null)} {((FakeTagOptions)t.DriverOptions).Register}")));
        Assert.Equal("A pump", plant.Assets.Single(a => a.Asset.Path.Name == "pump1").Asset.Description);
    }

    [Fact]
    public void Tags_with_equal_options_share_them_and_others_do_not()
    {
        using var folder = new TempPlant(Start + """
              hall/pump1: { type: pump, connection: oven }
              hall/pump2: { type: pump, connection: oven }
              hall/pump3: { type: pump, connection: oven, tags: { flow: { scale: 2 } } }
            templates:
              pump:
                tags:
                  flow: { register: holding 1, scale: 0.1, unit: °C, range: [0, 9], description: How much flows }
            """);
        var options = folder.Good().Tags.Select(t => t.Options).ToList();
        Assert.Same(options[0], options[1]);
        Assert.NotSame(options[0], options[2]);
        Assert.Equal(0.1, options[0].Scale);
    }

    [Fact]
    public void An_error_in_a_template_is_said_once_at_its_own_line()
    {
        using var folder = new TempPlant(Start + """
              hall/pump1: { type: pump, connection: oven }
              hall/pump2: { type: pump, connection: oven }
              hall/pump3: { type: pum, connection: oven }
            templates:
              pump:
                tags:
                  flow: { register: holding 1, decimls: 1 }
            """);
        Assert.Equal(
            [
                "plant.yaml:9: template 'pum' is unknown; write 'pump'",
                "plant.yaml:13: unknown key 'decimls' in a tag of a fake-serial connection; write 'decimals'",
            ],
            folder.Findings());
    }

    [Fact]
    public void A_former_path_is_known_of_tags_and_of_all_tags_of_an_asset()
    {
        using var folder = new TempPlant(Start + """
              hall/press1:
                formerly: shop/press7
                connection: oven
                tags:
                  a: { register: holding 1 }
                  b: { register: holding 2, formerly: shop/press8/x }
                assets:
                  pump: { tags: { c: { register: holding 3 } } }
            """);
        Assert.Equal(
            [
                ("acme/berlin/shop/press7/a", "acme/berlin/hall/press1/a"),
                ("acme/berlin/shop/press8/x", "acme/berlin/hall/press1/b"),
                ("acme/berlin/shop/press7/pump/c", "acme/berlin/hall/press1/pump/c"),
            ],
            folder.Good().Renames.Select(r => (r.From.ToString(), r.To.ToString())));
    }

    [Fact]
    public void Ten_thousand_tags_are_read()
    {
        var text = new System.Text.StringBuilder(Start);
        for (var i = 0; i < 100; i++)
        {
            text.Append($"  hall/line{i}:\n    connection: press3\n    tags:\n");
            for (var j = 0; j < 100; j++)
                text.Append($"      tag{j}: {{ register: holding {j}, as: int16, scale: 0.1, unit: °C, range: [0, 100], decimals: 1, description: A tag }}\n");
        }
        using var folder = new TempPlant(text.ToString());
        Assert.Equal(10_000, folder.Good().Tags.Count);
    }

    [Fact]
    public void A_folder_without_a_plant_is_said()
    {
        using var folder = new TempPlant();
        Assert.Equal(["plant.yaml: the file is empty; begin it with 'plant: enterprise/site'"], folder.Findings());
        File.Delete(Path.Combine(folder.Folder, "plant.yaml"));
        Assert.Equal([$"{folder.Folder}: the folder has no plant.yaml; create it, or name the plant's folder"], folder.Findings());
        Assert.Equal(
            ["/nowhere/at/all: the folder does not exist; create it with a plant.yaml, or name the plant's folder"],
            folder.Loader.Load("/nowhere/at/all").Findings.Select(f => f.ToString()));
    }
}
