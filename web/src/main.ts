document.querySelector('jw-app')?.append('经纬');
