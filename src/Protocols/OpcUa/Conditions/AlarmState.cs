using System.Collections.Immutable;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Conditions;

/// <summary>Where one alarm stands (OPC 10000-9, 5.5 to 5.8). It never changes; <see cref="AlarmRules"/> makes the next one of it.</summary>
public sealed record AlarmState
{
    /// <summary>Event ids that an operator may still name: those of the alarm's last events.</summary>
    public const int MaxEventIds = 16;

    public bool IsEnabled { get; init; } = true;

    public bool IsActive { get; init; }

    public bool IsAcknowledged { get; init; } = true;

    public bool IsConfirmed { get; init; } = true;

    public ShelvingState Shelving { get; init; }

    /// <summary>When a timed shelving ends.</summary>
    public UaDateTime ShelvedUntil { get; init; }

    /// <summary>1 to 1,000.</summary>
    public ushort Severity { get; init; } = 1;

    /// <summary>The severity before this one.</summary>
    public ushort LastSeverity { get; init; } = 1;

    public LocalizedText Message { get; init; }

    /// <summary>What the last operator said, who that was, and when.</summary>
    public LocalizedText Comment { get; init; }

    public string ClientUserId { get; init; } = "";

    public UaDateTime CommentTime { get; init; }

    /// <summary>When it last became active or inactive.</summary>
    public UaDateTime ActiveTime { get; init; }

    /// <summary>When it was last acknowledged, or had to be.</summary>
    public UaDateTime AcknowledgedTime { get; init; }

    /// <summary>When it was last enabled or disabled.</summary>
    public UaDateTime EnabledTime { get; init; }

    /// <summary>The time of its last event.</summary>
    public UaDateTime Time { get; init; }

    /// <summary>The ids of its last events, newest last.</summary>
    public ImmutableArray<byte[]> EventIds { get; init; } = [];

    /// <summary>Whether it concerns operators: a condition refresh tells it (OPC 10000-9, 5.5.2).</summary>
    public bool Retain => IsEnabled && (IsActive || !IsAcknowledged || !IsConfirmed);

    public bool Knows(ReadOnlySpan<byte> eventId)
    {
        foreach (var known in EventIds)
        {
            if (eventId.SequenceEqual(known))
                return true;
        }
        return false;
    }
}
