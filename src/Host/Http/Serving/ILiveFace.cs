namespace Millwright.Host.Http.Serving;

/// <summary>What answers the WebSocket of live values.</summary>
internal interface ILiveFace
{
    /// <summary>Serves one client until it leaves, or its sign-in ends.</summary>
    Task ServeAsync(HttpContext context);
}
