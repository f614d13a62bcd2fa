namespace Millwright.Model;

/// <summary>What a person can do about a condition.</summary>
public enum ConditionAction
{
    /// <summary>Say that it was noticed.</summary>
    Acknowledge,
    /// <summary>Say that it was seen to.</summary>
    Confirm,
    /// <summary>Say something about it.</summary>
    Comment,
}
