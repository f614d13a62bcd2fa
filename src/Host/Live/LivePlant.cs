using Millwright.Host.Http.View;

namespace Millwright.Host.Live;

/// <summary>What all clients share.</summary>
internal sealed record LivePlant(IPlantView View, TagIndex Index, TagTallier Tallier, TimeProvider Clock);
