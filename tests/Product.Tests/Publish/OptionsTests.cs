using Millwright.Product.Tests.Configuration;
using Millwright.Publish;

namespace Millwright.Product.Tests.Publish;

public sealed class OptionsTests
{
    private const string Plant = "plant: acme/berlin\ntimezone: UTC\n";

    [Fact]
    public void Without_the_section_nothing_is_published()
    {
        using var plant = new TempPlant(Plant);
        Assert.Null(plant.Good().Section<PublishOptions>().OpcUa);
    }

    [Fact]
    public void A_bare_section_is_safe()
    {
        using var plant = new TempPlant(Plant + "publish: { opc_ua: { } }\n");
        var options = plant.Good().Section<PublishOptions>().OpcUa!;
        Assert.Equal(("127.0.0.1:4840", true, false), (options.Listen, options.Users, options.Anonymous));
        Assert.Equal(
            ["Aes256_Sha256_RsaPss SignAndEncrypt", "Basic256Sha256 SignAndEncrypt", "Aes128_Sha256_RsaOaep SignAndEncrypt"],
            options.Offered.Select(o => $"{o.Policy} {o.Mode}"));
    }

    [Theory]
    [InlineData("SignAndEncrypt", "Basic256Sha256 SignAndEncrypt")]
    [InlineData("Sign", "Basic256Sha256 SignAndEncrypt, Basic256Sha256 Sign")]
    [InlineData("None", "Basic256Sha256 SignAndEncrypt, Basic256Sha256 Sign, None None")]
    public void The_least_mode_decides_what_else_is_offered(string mode, string offered)
    {
        using var plant = new TempPlant(Plant + $"publish: {{ opc_ua: {{ security: [Basic256Sha256], mode: {mode} }} }}\n");
        Assert.Equal(offered, string.Join(", ", plant.Good().Section<PublishOptions>().OpcUa!.Offered.Select(o => $"{o.Policy} {o.Mode}")));
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_with_its_line()
    {
        using var plant = new TempPlant(Plant + """
            publish:
              opc_ua:
                listen: everywhere
                security: [Basic128Rsa15]
                mode: Encrypt
                users: false
                addresses: [http://plant1]
                min_interval: 1 ms
            """);
        Assert.Equal(
            [
                "plant.yaml:5: 'everywhere' is no address and port; write for example 127.0.0.1:4840, or 0.0.0.0:4840 for all networks",
                "plant.yaml:6: there is no security policy 'Basic128Rsa15'; choose from Aes128_Sha256_RsaOaep, Basic256Sha256, Aes256_Sha256_RsaPss; for none write 'mode: None'",
                "plant.yaml:7: there is no mode 'Encrypt'; write SignAndEncrypt, Sign or None",
                "plant.yaml:8: neither users nor anonymous clients may come in; let users be true",
                "plant.yaml:9: 'http://plant1' is no address of an OPC UA server; write for example opc.tcp://plant1:4840",
                "plant.yaml:10: the shortest publishing interval is out of its range; write a duration from 10 ms to 1 min",
            ],
            plant.Findings());
    }

    [Fact]
    public void A_bare_broker_is_safe()
    {
        using var plant = new TempPlant(Plant + "publish: { mqtt: { } }\n");
        var options = plant.Good().Section<PublishOptions>().Mqtt!;
        Assert.Equal(("127.0.0.1:1883", true, false, 0), (options.Listen, options.Users, options.Anonymous, options.Access.Count));
        Assert.Null(options.Tls);
    }

    [Fact]
    public void All_that_is_wrong_with_a_broker_is_said_at_once_with_its_line()
    {
        using var plant = new TempPlant(Plant + """
            publish:
              mqtt:
                listen: 0.0.0.0:1883
                tls: everywhere
                websocket: 127.0.0.1:1883
                max_packet_bytes: 12
                acess: []
                access:
                  - { users: [ann], publish: ["a/#/b"] }
                  - { users: [ann] }
            """);
        Assert.Equal(
            [
                "plant.yaml:5: '0.0.0.0:1883' is open beyond this machine, and names and passwords would travel unencrypted; use 'tls', or write 'allow_plain: true'",
                "plant.yaml:6: 'everywhere' is no address and port; write for example 127.0.0.1:1883, or 0.0.0.0:8883 for all networks",
                "plant.yaml:8: the largest packet is out of its range; write a size from 1 KiB to 256 MiB",
                "plant.yaml:9: unknown key 'acess' in 'mqtt'; write 'access'",
            ],
            plant.Findings().Where(f => !f.Contains("'a/#/b'", StringComparison.Ordinal) && !f.Contains("allows nothing", StringComparison.Ordinal) && !f.Contains("two listeners", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_rule_that_cannot_be_meant_is_said_with_its_line()
    {
        using var plant = new TempPlant(Plant + """
            publish:
              mqtt:
                access:
                  - { users: [ann], publish: ["a/#/b"] }
                  - { users: [ann] }
            """);
        var findings = plant.Findings();
        Assert.Contains(findings, f => f.EndsWith("'a/#/b' is no pattern of topics: + and # stand alone in their level, # in the last one only; write for example acme/{client}/# or acme/+/status", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.EndsWith("a rule allows nothing; give it 'publish' or 'subscribe' with a list of topics, or remove it", StringComparison.Ordinal));
        Assert.All(findings, f => Assert.StartsWith("plant.yaml:5: ", f, StringComparison.Ordinal));
    }

    [Fact]
    public void A_nameplate_comes_with_its_asset_and_needs_a_maker()
    {
        using var plant = new TempPlant(Plant + "assets: { hall/press3: { nameplate: { manufacturer: ACME, serial_number: A-17, year_of_construction: 2019 } } }\n");
        var plate = plant.Good().Assets.Single(a => a.Asset.Nameplate is not null).Asset.Nameplate!;
        Assert.Equal(("ACME", "A-17", 2019), (plate.Manufacturer, plate.SerialNumber, plate.YearOfConstruction));
        plant.Write("plant.yaml", Plant + "assets: { hall/press3: { nameplate: { model: X } } }\n");
        Assert.Equal(2, plant.Findings().Length);
    }

    [Fact]
    public void A_modbus_face_with_a_map_alone_is_safe()
    {
        using var plant = new TempPlant(Plant + "publish: { modbus: { map: [{ tags: \"hall/*\", register: 40001 }] } }\n");
        var options = plant.Good().Section<PublishOptions>().Modbus!;
        Assert.Equal(("127.0.0.1:1502", null, "40001"), (options.Listen, options.Unit, options.Map[0].Register));
    }

    [Fact]
    public void All_that_is_wrong_with_a_modbus_face_is_said_at_once()
    {
        using var plant = new TempPlant(
            Plant + "publish: { modbus: { listen: here, good_bits: holding 0, map: [{ tags: \"a*b\", register: holding 1.5 }, { tags: a, register: nowhere, scale: 0 }] } }\n");
        var findings = plant.Findings();
        foreach (var part in (string[])["'here' is no address", "'holding 0' is no place of bits", "a * that is not its end", "is a bit of a register", "nowhere", "the scale is no number"])
            Assert.Contains(findings, f => f.Contains(part, StringComparison.Ordinal));
        Assert.Contains("no tag has a place", string.Join('\n', Bare()), StringComparison.Ordinal);

        static string[] Bare()
        {
            using var bare = new TempPlant(Plant + "publish: { modbus: { } }\n");
            return bare.Findings();
        }
    }
}
