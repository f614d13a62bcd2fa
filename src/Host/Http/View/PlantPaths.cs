using Millwright.Model;

namespace Millwright.Host.Http.View;

/// <summary>The API speaks paths relative to the plant; inside they are full.</summary>
internal static class PlantPaths
{
    public static string Relative(this IPlantView plant, TagPath path)
    {
        var text = path.ToString();
        return path.IsWithin(plant.Plant) && text.Length > plant.Plant.ToString().Length && !plant.Plant.IsEmpty
            ? text[(plant.Plant.ToString().Length + 1)..]
            : text;
    }

    /// <summary>The full path of a relative one; false when it is no path.</summary>
    public static bool TryFull(this IPlantView plant, string relative, out TagPath path)
    {
        path = default;
        return TagPath.TryParse(relative, out _, out _)
            && TagPath.TryParse(plant.Plant.IsEmpty ? relative : $"{plant.Plant}/{relative}", out path, out _);
    }

    public static bool TryFindTag(this IPlantView plant, string relative, out TagHandle tag)
    {
        tag = default;
        return plant.TryFull(relative, out var path) && plant.Tags.TryFind(path, out tag);
    }
}
