using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Millwright.Flow.Bus;
using Millwright.Flow.Files;
using Millwright.Historian;
using Millwright.OpcUa.Pki;
using Millwright.Publish.Plant;

namespace Millwright.Publish.OpcUa;

/// <summary>What the face is made of; all of it stays its owner's.</summary>
/// <param name="Bus">Where values come from.</param>
/// <param name="History">What is kept.</param>
/// <param name="Writes">The way to the gate.</param>
/// <param name="Events">What happens, and the way to the gate for what people say of it.</param>
/// <param name="Calls">The way to the gate for commands.</param>
/// <param name="Users">Who may sign in.</param>
/// <param name="Guard">Whose certificates are trusted.</param>
/// <param name="OwnCertificate">The node's certificate with its key, as it is now; the face disposes what it gets.</param>
/// <param name="Files">Where the name book is.</param>
/// <param name="NameBook">The file of the node ids' names.</param>
/// <param name="Version">The program's version, for clients to read.</param>
/// <param name="Clock">The clock of everything.</param>
/// <param name="Logger">Where state changes are logged.</param>
public sealed record OpcUaFaceParts(
    ISampleBus Bus, IHistoryStore History, IPlantWrites Writes, IPlantEvents Events, IPlantCalls Calls, IPlantUsers Users, ICertificateGuard Guard, Func<X509Certificate2> OwnCertificate,
    IFileStore Files, string NameBook, string Version, TimeProvider Clock, ILogger Logger);
