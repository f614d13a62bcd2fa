namespace Millwright.Modbus.Messages;

/// <summary>Sub-functions of function 8 (6.8).</summary>
public enum DiagnosticSubFunction : ushort
{
    ReturnQueryData = 0,
    RestartCommunications = 1,
    ReturnDiagnosticRegister = 2,
    ChangeAsciiDelimiter = 3,
    ForceListenOnly = 4,
    ClearCounters = 10,
    ReturnBusMessageCount = 11,
    ReturnBusCommunicationErrorCount = 12,
    ReturnBusExceptionErrorCount = 13,
    ReturnServerMessageCount = 14,
    ReturnServerNoResponseCount = 15,
    ReturnServerNakCount = 16,
    ReturnServerBusyCount = 17,
    ReturnBusCharacterOverrunCount = 18,
    ClearOverrunCounter = 20,
}
