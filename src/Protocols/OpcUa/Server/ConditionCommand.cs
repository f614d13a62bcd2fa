namespace Millwright.OpcUa.Server;

/// <summary>What is asked of a condition; the numbers are those of the methods in namespace 0.</summary>
public enum ConditionCommand
{
    Disable = 9028,
    Enable = 9027,
    AddComment = 9029,
    Acknowledge = 9111,
    Confirm = 9113,
}
