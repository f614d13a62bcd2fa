namespace Millwright.Mqtt.Storage;

/// <summary>Hears from a store how far it has come. Called from any thread, outside of the store's own locks.</summary>
public interface ICommitListener
{
    /// <summary>Every change up to this position is durable.</summary>
    void Committed(long position);

    /// <summary>Nothing after the last committed position will ever be durable. The broker then serves nobody any more.</summary>
    void Failed(Exception cause);
}
