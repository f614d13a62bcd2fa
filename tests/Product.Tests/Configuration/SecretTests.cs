namespace Millwright.Product.Tests.Configuration;

public sealed class SecretTests
{
    private const string Head = "plant: acme/berlin\ntimezone: UTC\nconnections:\n";

    [Fact]
    public void References_are_resolved_and_the_files_keep_the_reference()
    {
        using var folder = new TempPlant(
            Head + "  oven: { driver: fake-tcp, address: \"${env:HOST}:502\", password: \"${file:secrets/oven}\" }\n", ("secrets/oven", "hunter2\n"));
        folder.Environment["HOST"] = "10.0.0.9";
        var result = folder.Load();
        Assert.Empty(result.Findings);
        var options = (FakeConnectionOptions)result.Configuration!.Connections[0].DriverOptions;
        Assert.Equal("10.0.0.9:502", options.Address);
        Assert.Equal("hunter2", options.Password);
        Assert.DoesNotContain(result.Files, f => f.Text.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_never_shows_in_a_finding()
    {
        using var folder = new TempPlant(Head + "  oven: { driver: fake-tcp, address: \"${env:TOKEN}\" }\n");
        folder.Environment["TOKEN"] = "hunter2";
        Assert.Equal(["plant.yaml:4: '${env:TOKEN}' has no port; write for example 10.0.3.17:502"], folder.Findings());
    }

    [Fact]
    public void What_leads_nowhere_is_said_and_plain_secrets_are_refused()
    {
        using var folder = new TempPlant(Head + """
              a: { driver: fake-tcp, password: "${env:NONE}" }
              b: { driver: fake-tcp, password: "${vault:x}" }
              c: { driver: fake-tcp, password: "${env:OPEN" }
              d: { driver: fake-tcp, password: hunter2 }
            """);
        Assert.Equal(
            [
                "plant.yaml:4: environment variable 'NONE' is not set; set NONE before starting, or use ${file:path}",
                "plant.yaml:5: '${vault:x}' is no reference; write ${env:NAME} or ${file:path}",
                "plant.yaml:6: reference '${env:OPEN' has no end; close it with '}'",
                "plant.yaml:7: 'password' holds a secret in plain text; write a reference instead: ${env:NAME} or ${file:path}",
            ],
            folder.Findings());
    }

    [Fact]
    public void A_changed_secret_changes_the_connection()
    {
        using var folder = new TempPlant(Head + "  oven: { driver: fake-tcp, password: \"${env:TOKEN}\" }\n");
        folder.Environment["TOKEN"] = "one";
        var before = folder.Good().Connections[0].Fingerprint;
        Assert.Equal(before, folder.Good().Connections[0].Fingerprint);
        folder.Environment["TOKEN"] = "two";
        Assert.NotEqual(before, folder.Good().Connections[0].Fingerprint);
    }
}
