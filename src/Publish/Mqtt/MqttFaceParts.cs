using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Millwright.Flow.Files;
using Millwright.OpcUa.Pki;
using Millwright.Publish.Plant;

namespace Millwright.Publish.Mqtt;

/// <summary>What the broker is made of; all of it stays its owner's.</summary>
/// <param name="Users">Who may sign in.</param>
/// <param name="Guard">Whose certificates are trusted; asked for only where TLS is on.</param>
/// <param name="OwnCertificate">The node's certificate with its key, as it is now; the face disposes what it gets.</param>
/// <param name="Files">Where the store is.</param>
/// <param name="Folder">The store's folder.</param>
/// <param name="Version">The program's version, for clients to read.</param>
/// <param name="Clock">The clock of everything.</param>
/// <param name="Logger">Where state changes are logged.</param>
public sealed record MqttFaceParts(
    IPlantUsers Users, Func<ICertificateGuard> Guard, Func<X509Certificate2> OwnCertificate, IFileStore Files, string Folder, string Version, TimeProvider Clock, ILogger Logger);
