using System.Globalization;
using Transcribe.Operations.Tests;
using Transcribe.Operations.Tests.Crash;
using Xunit.MicrosoftTestingPlatform;

// This program runs the tests or a process that they start.
return args switch
{
    [CrashHost.Argument, var store, var receiver, var windowTime] =>
        await CrashHost.RunAsync(store, new Uri(receiver), TimeSpan.Parse(windowTime, CultureInfo.InvariantCulture)),
    [StillHost.Argument, var store] => await StillHost.RunAsync(store),
    _ => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
};
