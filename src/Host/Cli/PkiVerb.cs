using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Millwright.Host.Certificates;
using Millwright.Security;

namespace Millwright.Host.Cli;

/// <summary>
/// <c>millwright pki</c>: the plant's OPC UA certificates. Looks into its folder; changes go through the instance when one runs, so that
/// one audit trail knows them all.
/// </summary>
internal static class PkiVerb
{
    private const int ShortDigits = 16;

    public static Command Create(CommandLine line) => new("pki", "The plant's certificates for OPC UA, and whom it trusts.")
    {
        List(line), Show(line), Trust(line), Reject(line), Renew(line), Export(line),
    };

    private static Command List(CommandLine line)
    {
        var (plant, json) = (CliOptions.Plant(), CliOptions.Json());
        var verb = new Command("list", "Lists own, rejected and trusted certificates.") { plant, json };
        verb.SetAction(parsed => Run(() =>
        {
            var list = Open(line, parsed.GetValue(plant)).List();
            foreach (var problem in list.Problems)
                line.Console.WriteWarning(problem);
            if (parsed.GetValue(json))
                line.Console.WriteJson(new JsonArray([.. list.All.Select(Json)]));
            else
            {
                line.Console.WriteTable(
                    ["PLACE", "FINGERPRINT", "EXPIRES", "SUBJECT", "NOTE"],
                    [.. list.All.Select(c => new[] { Word(c.Place), c.Fingerprint[..ShortDigits], Day(c.Expires), c.Subject, Note(c, line.Clock) })]);
            }
        }));
        return verb;
    }

    private static Command Show(CommandLine line)
    {
        var (plant, json) = (CliOptions.Plant(), CliOptions.Json());
        var fingerprint = Fingerprint("without it the node's own, which is made if there is none yet");
        var verb = new Command("show", "Shows a certificate with its whole fingerprint.") { fingerprint, plant, json };
        verb.SetAction(parsed => Run(() =>
        {
            var kept = Find(Open(line, parsed.GetValue(plant)), parsed.GetValue(fingerprint));
            if (parsed.GetValue(json))
                line.Console.WriteJson(Json(kept));
            else
                Write(line.Console, kept);
        }));
        return verb;
    }

    private static Command Trust(CommandLine line)
    {
        var plant = CliOptions.Plant();
        var what = new Argument<string>("FINGERPRINT|FILE") { Description = "The fingerprint of a rejected certificate, or its first digits; or a file with a certificate." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var issuer = new Option<bool>("--issuer") { Description = "With a file: an authority that completes chains and is no reason for trust." };
        var verb = new Command("trust", "Trusts a certificate after showing whose it is.") { what, yes, issuer, plant };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var folder = PlantFolder.Find(parsed.GetValue(plant));
            var certificates = Open(line, folder);
            var asked = parsed.GetValue(what)!;
            using var file = File.Exists(asked) ? Read(asked) : null;
            var kept = file is null ? Find(certificates, asked) : KeptCertificate.Of(CertificatePlace.Rejected, file);
            Write(line.Console, kept);
            if (!parsed.GetValue(yes) && !await AgreesAsync(line.Console, cancellation))
                throw new CliFailure(asked, "not trusted, nothing was changed", "answer y once the fingerprint is the one that the other side shows, or give --yes");
            if (file is not null)
                await ChangeAsync(line, folder, (who, trail) => certificates.Trust(file, parsed.GetValue(issuer), who, trail), $"certificates/import?issuer={(parsed.GetValue(issuer) ? "true" : "false")}", file.ExportCertificatePem(), cancellation);
            else
                await ChangeAsync(line, folder, (who, trail) => certificates.Trust(kept.Fingerprint, who, trail), $"certificates/{kept.Fingerprint}/trust", null, cancellation);
            line.Console.Out.WriteLine($"{kept.Fingerprint[..ShortDigits]}  trusted");
            return CommandLine.Done;
        });
        return verb;
    }

    private static Command Reject(CommandLine line)
    {
        var plant = CliOptions.Plant();
        var fingerprint = new Argument<string>("FINGERPRINT") { Description = "The fingerprint of a certificate, or its first digits." };
        var verb = new Command("reject", "Takes trust away from a certificate, or forgets a rejected one.") { fingerprint, plant };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var folder = PlantFolder.Find(parsed.GetValue(plant));
            var certificates = Open(line, folder);
            var kept = Find(certificates, parsed.GetValue(fingerprint));
            await ChangeAsync(line, folder, (who, trail) => certificates.Reject(kept.Fingerprint, who, trail), $"certificates/{kept.Fingerprint}/reject", null, cancellation);
            line.Console.Out.WriteLine($"{kept.Fingerprint[..ShortDigits]}  {(kept.Place == CertificatePlace.Rejected ? "forgotten" : "rejected")}");
            return CommandLine.Done;
        });
        return verb;
    }

    private static Command Renew(CommandLine line)
    {
        var plant = CliOptions.Plant();
        var newKey = new Option<bool>("--new-key") { Description = "Make a new key too, as after the old one was seen by somebody." };
        var verb = new Command("renew", "Gives the node a new certificate; the other sides must trust it anew.") { newKey, plant };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var folder = PlantFolder.Find(parsed.GetValue(plant));
            var certificates = Open(line, folder);
            await ChangeAsync(
                line, folder, (who, trail) => certificates.Renew(parsed.GetValue(newKey), who, trail),
                $"certificates/renew?newKey={(parsed.GetValue(newKey) ? "true" : "false")}", null, cancellation);
            Write(line.Console, Find(certificates, null));
            return CommandLine.Done;
        });
        return verb;
    }

    private static Command Export(CommandLine line)
    {
        var plant = CliOptions.Plant();
        var fingerprint = Fingerprint("without it the node's own, which is made if there is none yet");
        var output = new Option<string?>("--output") { Description = "A file: DER, or PEM when it ends in .pem; without it PEM on standard output.", HelpName = "FILE" };
        var verb = new Command("export", "Writes a certificate, without its key, for the other side's trust list.") { fingerprint, output, plant };
        verb.SetAction(parsed => Run(() =>
        {
            var certificates = Open(line, parsed.GetValue(plant));
            using var certificate = certificates.Load(Find(certificates, parsed.GetValue(fingerprint)));
            if (parsed.GetValue(output) is not { } path)
                line.Console.Out.WriteLine(certificate.ExportCertificatePem());
            else if (path.EndsWith(".pem", StringComparison.OrdinalIgnoreCase))
                File.WriteAllText(path, certificate.ExportCertificatePem() + "\n");
            else
                File.WriteAllBytes(path, certificate.RawData);
        }));
        return verb;
    }

    /// <summary>Through the running instance, else on the folder itself with an entry in the plant's audit trail.</summary>
    private static async Task ChangeAsync(
        CommandLine line, string folder, Func<Identity, Control.Audit.IAuditTrail, KeptCertificate> change, string path, string? body, CancellationToken cancellation)
    {
        if (InstanceFile.TryFind(folder) is { } instance)
        {
            using var client = new InstanceClient(instance);
            await client.PostAsync(path, new JsonObject { ["certificate"] = body }, "pki", cancellation);
            return;
        }
        using var trail = line.Plants.OpenAudit(folder);
        Run(() => change(new($"cli:{Environment.UserName}", Role.Admin, "cli"), trail));
    }

    private static PlantCertificates Open(CommandLine line, string? folder)
    {
        var plant = PlantFolder.Find(folder);
        var loaded = line.Loader.Load(plant).Configuration ?? throw new CliFailure(plant, "the plant cannot be read", $"see what is wrong with: millwright check {plant}");
        return new(PlantFolder.DataOf(plant), loaded.Plant, line.Clock);
    }

    private static KeptCertificate Find(PlantCertificates certificates, string? fingerprint)
    {
        KeptCertificate? found = null;
        Run(() =>
        {
            if (fingerprint is null)
                certificates.Own().Dispose();
            var list = certificates.List();
            found = fingerprint is null ? list.Own! : list.Find(fingerprint);
        });
        return found!;
    }

    private static X509Certificate2 Read(string file)
    {
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CliFailure(file, "this is no certificate that can be read", "give a file in DER or PEM");
        }
    }

    private static int Run(Action act)
    {
        try
        {
            act();
            return CommandLine.Done;
        }
        catch (CertificateTroubleException e)
        {
            throw new CliFailure(e.Place, e.Problem, e.Remedy);
        }
        catch (Control.Audit.AuditUnavailableException e)
        {
            throw new CliFailure("audit trail", e.Problem, e.Remedy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure("pki", e.Message, "see that this user can read and write there");
        }
    }

    private static async Task<bool> AgreesAsync(CliConsole console, CancellationToken cancellation)
    {
        console.Error.Write("Is this the fingerprint that the other side shows? Trust it? [y/N] ");
        var answer = await console.In.ReadLineAsync(cancellation);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private static void Write(CliConsole console, KeptCertificate kept)
    {
        Line("subject", kept.Subject);
        Line("application", kept.ApplicationUri ?? "-");
        Line("hosts", kept.Hosts.Count == 0 ? "-" : string.Join(' ', kept.Hosts));
        Line("fingerprint", kept.GroupedFingerprint);
        Line("valid", $"{Day(kept.ValidFrom)} to {Day(kept.Expires)}");
        Line("place", Word(kept.Place));
        if (kept.Reason is { } reason)
            Line("reason", reason);

        void Line(string name, string text) => console.Out.WriteLine($"{name,-12} {text}");
    }

    private static string Note(KeptCertificate kept, TimeProvider clock) =>
        kept.Reason ?? (ExpiryWatch.Of(kept, clock.GetUtcNow()) is { } warning ? warning.Problem : "-");

    private static string Word(CertificatePlace place) => place.ToString().ToLowerInvariant();

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Argument<string?> Fingerprint(string without) => new("FINGERPRINT")
    {
        Description = $"The fingerprint of a certificate, or its first digits; {without}.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static JsonNode Json(KeptCertificate kept) => new JsonObject
    {
        ["place"] = Word(kept.Place),
        ["fingerprint"] = kept.Fingerprint,
        ["subject"] = kept.Subject,
        ["applicationUri"] = kept.ApplicationUri,
        ["hosts"] = new JsonArray([.. kept.Hosts.Select(h => (JsonNode)h)]),
        ["validFrom"] = kept.ValidFrom.ToString("O", CultureInfo.InvariantCulture),
        ["expires"] = kept.Expires.ToString("O", CultureInfo.InvariantCulture),
        ["rejectedAt"] = kept.RejectedAt?.ToString("O", CultureInfo.InvariantCulture),
        ["reason"] = kept.Reason,
    };
}
