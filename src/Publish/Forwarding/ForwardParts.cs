using Microsoft.Extensions.Logging;
using Millwright.Flow.Bus;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Publish.Forwarding;

/// <summary>What forwarding is made of.</summary>
/// <param name="Log">Where samples come from.</param>
/// <param name="Cursor">The place in it; forwarding disposes it.</param>
/// <param name="IsNew">The cursor was never there before: what is in the log already is not forwarded.</param>
/// <param name="Tags">All tags.</param>
/// <param name="Current">The newest values.</param>
/// <param name="Plant">The plant's path.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Logger">Where state changes are logged.</param>
public sealed record ForwardParts(
    ISampleLog Log, ILogCursor Cursor, bool IsNew, TagTable Tags, ICurrentValues Current, TagPath Plant, TimeProvider Clock, ILogger Logger);
