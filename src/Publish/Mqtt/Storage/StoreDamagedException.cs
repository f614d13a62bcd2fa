namespace Millwright.Publish.Mqtt.Storage;

/// <summary>Something that was durable cannot be read any more. Nothing is served from what is left: it could be wrong.</summary>
internal sealed class StoreDamagedException(string path, long offset, string what) : IOException(
    $"{path} is damaged at byte {offset}: {what}; put the folder back from a backup, or move it away to begin without sessions and retained messages");
