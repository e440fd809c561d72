// Times each module alone, for work on a kernel: dotnet run -c Release --project benchmarks/Kernels -- --filter '*LayerNorm*'

using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
