using System.Globalization;
using Transcribe.Operations.Tests;
using Transcribe.Operations.Tests.Crash;
using Xunit.MicrosoftTestingPlatform;

// This program runs the tests or the process that they kill.
return args is [CrashHost.Argument, var store, var receiver, var windowTime]
    ? await CrashHost.RunAsync(store, new Uri(receiver), TimeSpan.Parse(windowTime, CultureInfo.InvariantCulture))
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
