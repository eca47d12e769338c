using Transcribe.Core;
using Transcribe.Realtime.Events;
using Transcribe.Realtime.Sessions;

namespace Transcribe.Realtime;

/// <summary>Creates sessions.</summary>
internal sealed class SessionFactory(RealtimeLimits limits, IModelCatalog models, TimeProvider time)
{
    /// <summary>Creates a session that begins now.</summary>
    public Session Create(SessionSettings settings) =>
        new(Ids.New("sess"), time.GetUtcNow() + limits.MaxLifetime, models.List()[0].Description.Name) { Settings = settings };
}
