namespace Millwright.Host.Plant;

/// <summary>A plant cannot start; said so that the one who started it knows what to do.</summary>
internal sealed class PlantStartException(string place, string problem, string remedy, Exception? inner = null)
    : Exception($"{place}: {problem}; {remedy}", inner);
