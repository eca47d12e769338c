namespace Transcribe.Server.Access;

/// <summary>Endpoint metadata of a page: the setting that decides who may see it.</summary>
internal sealed record PageRule(Func<AccessOptions, PageAccess> Setting);
