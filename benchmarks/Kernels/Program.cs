// Each module alone, for whoever works on a kernel: dotnet run -c Release --project benchmarks/Kernels -- --filter '*LayerNorm*'

using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
